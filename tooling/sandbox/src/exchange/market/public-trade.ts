import type { Decimal } from "../../numbers/decimal.ts";
import type { Side } from "./order-book.ts";

/** A trade as the public sees it. `makerSide` is the side of the order that rested, which is what Coinbase publishes. */
export interface PublicTrade {
  readonly tradeId: string;
  readonly price: Decimal;
  readonly size: Decimal;
  readonly makerSide: Side;
  readonly timeMs: number;
}
