import type { Product } from "@cqvx/core";
import { nameOf, ProductStatus } from "@cqvx/core/in-memory";
import { type Overrides, override } from "./overrides.ts";

const REQUIRED: Product = {
  $typeName: "cqc.venues.v1.Product",
  symbol: "BTC-USD",
  baseAsset: "",
  quoteAsset: "",
  status: ProductStatus.TRADING,
  venueStatus: "",
};

/** A product that a venue could have given: by default BTC-USD, in steps of 0.00000001 BTC and of a cent. */
export function buildProduct(overrides: Overrides<Product> = {}): Product {
  const { symbol = REQUIRED.symbol, status = REQUIRED.status } = overrides;
  const [baseAsset, quoteAsset] = symbol.split("-");
  const grid = { quantityIncrement: "0.00000001", quoteQuantityIncrement: "0.01", priceIncrement: "0.01" };
  const venueStatus = nameOf(ProductStatus, status);
  return override(REQUIRED, { baseAsset, quoteAsset, venueStatus, ...grid }, overrides);
}
