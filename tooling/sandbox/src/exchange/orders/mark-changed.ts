import type { Exchange } from "../exchange.ts";
import type { Order } from "./order.ts";

/** Stamps a changed order, tells the observer, and returns the stamp in microseconds. */
export function markChanged({ stamp, observer }: Exchange, order: Order): number {
  order.lastUpdateUs = stamp();
  observer.onOrderChange(order);
  return order.lastUpdateUs;
}
