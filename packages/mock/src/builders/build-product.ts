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

/** Builds a product as a venue would return it. Default: BTC-USD with increments of 0.00000001 BTC and 0.01 USD. */
export function buildProduct(overrides: Overrides<Product> = {}): Product {
  const { symbol = REQUIRED.symbol, status = REQUIRED.status } = overrides;
  const [baseAsset, quoteAsset] = symbol.split("-");
  const grid = { quantityIncrement: "0.00000001", quoteQuantityIncrement: "0.01", priceIncrement: "0.01" };
  const venueStatus = nameOf(ProductStatus, status);
  return override(REQUIRED, { baseAsset, quoteAsset, venueStatus, ...grid }, overrides);
}
