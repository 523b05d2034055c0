import type { OrderSide, OrderType } from "../cqc/enums.ts";
import type { Order, Timestamp } from "../cqc/messages.ts";

/** A point in time: a CQC timestamp, a `Date`, or RFC 3339 text. */
export type TimeInput = Timestamp | Date | string;

/**
 * An order to place: a CQC `Order` or a literal. `symbol`, `side` and `type` are required; the rest depends on the type.
 * Fields that only the venue can set (id, status, fills) are ignored, so that you can place an order that you have read.
 *
 * | type | also required |
 * |---|---|
 * | MARKET | `quantity` or `quoteQuantity` |
 * | LIMIT | `price`, and `quantity` or `quoteQuantity` |
 * | STOP_LIMIT, BRACKET | `price`, `stopPrice`, `quantity` |
 * | TWAP, VWAP | `startTime`, `expireTime`, and `quantity` or `quoteQuantity` |
 */
export interface NewOrder
  extends Partial<Omit<Order, "symbol" | "side" | "type" | "startTime" | "expireTime">> {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly startTime?: TimeInput | undefined;
  readonly expireTime?: TimeInput | undefined;
}
