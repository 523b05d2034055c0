/** Which products `getProducts` returns. An absent field does not restrict. */
export interface ProductFilter {
  readonly symbols?: readonly string[] | undefined;
}
