import type { Decimal } from "../../numbers/decimal.ts";
import type { Side } from "./side.ts";

/** A trade as the public sees it. */
export interface PublicTrade {
  readonly tradeId: string;
  readonly price: Decimal;
  readonly size: Decimal;
  /** The side of the resting order. */
  readonly makerSide: Side;
  readonly timeMs: number;
}
