import { type Decimal, smaller, ZERO } from "../../numbers/decimal.ts";
import type { Product } from "../market/product.ts";
import type { Side } from "../market/side.ts";
import type { OrderTerms } from "./order-terms.ts";

/** "pending" until it reaches the book, "cancelling" while a cancel is queued. */
export type OrderStatus = "pending" | "open" | "cancelling" | "filled" | "cancelled" | "expired";

export type CancelReason = "requested" | "fill or kill" | "self trade" | "nothing to trade with";

/** One order of the account. Times end in `Ms` or `Us`: milliseconds or microseconds since 1970. */
export interface Order {
  /** Ascends with every order, independent of the clock. */
  readonly sequence: number;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly product: Product;
  readonly side: Side;
  readonly createdMs: number;
  readonly createdUs: number;
  terms: OrderTerms;
  /** Size in base currency. Undefined for a market order sized in quote currency. */
  baseSize: Decimal | undefined;
  /** The limit in force. A triggered bracket has another limit than its terms. */
  workingLimit: Decimal | undefined;
  status: OrderStatus;
  /** The state of the stop price, or "none" for an order without one. */
  trigger: "none" | "waiting" | "triggered";
  filledSize: Decimal;
  /** In quote currency, without fees. */
  filledValue: Decimal;
  fees: Decimal;
  fillCount: number;
  /** The amount held for it, in the currency that it pays with. */
  hold: Decimal;
  /** The time at which a pending order reaches the book. */
  acceptAtMs: number | undefined;
  /** The time at which a queued cancel takes effect. */
  cancelAtMs: number | undefined;
  cancelReason: CancelReason | undefined;
  lastFillUs: number | undefined;
  lastUpdateUs: number;
  /** The latest edits, oldest first. */
  readonly edits: OrderEdit[];
}

export interface OrderEdit {
  readonly price: Decimal;
  readonly size: Decimal;
  readonly acceptedUs: number;
}

/** One execution of an order. */
export interface Fill {
  readonly sequence: number;
  readonly order: Order;
  readonly fillId: string;
  readonly tradeId: string;
  readonly price: Decimal;
  /** In base currency. */
  readonly size: Decimal;
  readonly commission: Decimal;
  readonly liquidity: "maker" | "taker";
  readonly timeMs: number;
  readonly timeUs: number;
}

const LIVE: ReadonlySet<OrderStatus> = new Set(["pending", "open", "cancelling"]);

/** True while the order can still trade or end. */
export function isLive({ status }: Order): boolean {
  return LIVE.has(status);
}

/** Returns the currency that an order pays with, which is also the currency of its hold. */
export function payingCurrency({ side, product }: Order): string {
  return side === "buy" ? product.quote : product.base;
}

/** Returns the unfilled size of an order with a base size, and zero for an order without one. */
export function remainingSize({ baseSize, filledSize }: Order): Decimal {
  return baseSize === undefined ? ZERO : baseSize.minus(smaller(baseSize, filledSize));
}
