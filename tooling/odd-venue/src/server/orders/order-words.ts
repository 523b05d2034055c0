import { OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/mock";

/** Words of Oddex for sides. */
export const SIDES: ReadonlyMap<string, OrderSide> = new Map<string, OrderSide>([
  ["b", OrderSide.BUY],
  ["s", OrderSide.SELL],
]);

/** Words of Oddex for types of orders. */
export const KINDS: ReadonlyMap<string, OrderType> = new Map<string, OrderType>([
  ["limit", OrderType.LIMIT],
  ["market", OrderType.MARKET],
  ["stop", OrderType.STOP_LIMIT],
]);

/** Words of Oddex for the time in force. */
export const TIFS: ReadonlyMap<string, TimeInForce> = new Map<string, TimeInForce>([
  ["gtc", TimeInForce.GTC],
  ["ioc", TimeInForce.IOC],
  ["fok", TimeInForce.FOK],
  ["gtd", TimeInForce.GTD],
]);

const STATES: ReadonlyMap<OrderStatus, string> = new Map<OrderStatus, string>([
  [OrderStatus.PENDING, "new"],
  [OrderStatus.SUBMITTED, "new"],
  [OrderStatus.OPEN, "live"],
  [OrderStatus.PARTIALLY_FILLED, "part"],
  [OrderStatus.FILLED, "done"],
  [OrderStatus.PENDING_CANCEL, "leaving"],
  [OrderStatus.CANCELLED, "gone"],
  [OrderStatus.REJECTED, "dead"],
  [OrderStatus.FAILED, "dead"],
  [OrderStatus.EXPIRED, "late"],
]);

/** Statuses of the states new, live, part and leaving. */
export const LIVE_STATUSES: readonly OrderStatus[] = [
  OrderStatus.PENDING,
  OrderStatus.SUBMITTED,
  OrderStatus.OPEN,
  OrderStatus.PARTIALLY_FILLED,
  OrderStatus.PENDING_CANCEL,
];

/** Returns the state of an order. Throws for a status that the paper exchange does not have. */
export function stateOf(status: OrderStatus): string {
  const state = STATES.get(status);
  if (state === undefined) throw new Error(`no state for the status ${status}`);
  return state;
}

/** Returns the word for a constant. Throws when there is none. */
export function wordOf<Value>(words: ReadonlyMap<string, Value>, constant: Value): string {
  for (const [word, value] of words) if (value === constant) return word;
  throw new Error(`no word for ${String(constant)}`);
}
