/** The filter of `getProducts`. An absent field does not restrict the result. */
export interface ProductFilter {
  readonly symbols?: readonly string[] | undefined;
}
