import type { CancelReason, Fill, Order, OrderStatus } from "../../exchange/orders/order.ts";
import type { OrderType, TimeInForce } from "../../exchange/orders/order-terms.ts";

/** Coinbase's name of each order status, for REST and the user channel. */
export const STATUS: Readonly<Record<OrderStatus, string>> = {
  pending: "PENDING",
  open: "OPEN",
  cancelling: "CANCEL_QUEUED",
  filled: "FILLED",
  cancelled: "CANCELLED",
  expired: "EXPIRED",
};

/** The statuses that a filter accepts, including those that no sandbox order has. */
export const ORDER_STATUSES: ReadonlySet<string> = new Set([
  ...Object.values(STATUS),
  "FAILED",
  "UNKNOWN_ORDER_STATUS",
  "QUEUED",
  "EDIT_QUEUED",
]);

export const ORDER_TYPE: Readonly<Record<OrderType, string>> = {
  market: "MARKET",
  limit: "LIMIT",
  "stop limit": "STOP_LIMIT",
  bracket: "BRACKET",
  twap: "TWAP",
};

export const TIME_IN_FORCE: Readonly<Record<TimeInForce, string>> = {
  GTC: "GOOD_UNTIL_CANCELLED",
  GTD: "GOOD_UNTIL_DATE_TIME",
  IOC: "IMMEDIATE_OR_CANCEL",
  FOK: "FILL_OR_KILL",
};

export const TRIGGER_STATUS: Readonly<Record<Order["trigger"], string>> = {
  none: "INVALID_ORDER_TYPE",
  waiting: "STOP_PENDING",
  triggered: "STOP_TRIGGERED",
};

export const LIQUIDITY: Readonly<Record<Fill["liquidity"], string>> = { maker: "MAKER", taker: "TAKER" };

/** The texts of `cancel_message` and `cancel_reason`. */
const CANCEL_MESSAGE: Readonly<Record<CancelReason, string>> = {
  requested: "User requested cancel",
  "fill or kill": "Fill or kill order could not be filled at once",
  "self trade": "Self trade prevention",
  "nothing to trade with": "Nothing left to trade with at this price",
};

/** Returns "" for an order that was not cancelled. */
export function cancelMessageOf({ cancelReason }: Order): string {
  return cancelReason === undefined ? "" : CANCEL_MESSAGE[cancelReason];
}
