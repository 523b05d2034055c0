import type { Product } from "../market/product.ts";
import type { Side } from "../market/side.ts";
import type { OrderTerms } from "./order-terms.ts";

/** An order to place. */
export interface NewOrder {
  readonly clientOrderId: string;
  readonly product: Product;
  readonly side: Side;
  readonly terms: OrderTerms;
}
