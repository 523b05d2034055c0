import { nameOf, ProductStatus } from "@cqvx/core";
import { CALL_MS, type Check } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";

export const products: Check = {
  method: "getProducts",
  timeoutMs: CALL_MS,
  run: async (client, { symbol, signal }) => {
    const [product, ...others] = await client.getProducts({ symbols: [symbol] }, { signal });
    if (product?.symbol !== symbol || others.length > 0)
      throw new CheckFailure(`the venue did not return ${symbol} alone`);
    const { quantityIncrement, priceIncrement, status } = product;
    if (quantityIncrement === undefined || priceIncrement === undefined)
      throw new CheckFailure("the product has no increments");
    return `${nameOf(ProductStatus, status)}, price increment ${priceIncrement}`;
  },
};
