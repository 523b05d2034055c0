import type { VenueState } from "../exchange.ts";
import type { Order } from "./order.ts";

/** Whatever happens to an order passes here: it has a new time, which is returned, and whoever follows orders is told. */
export function markChanged({ stamp, observer }: VenueState, order: Order): string {
  order.lastUpdateTime = stamp();
  observer.onOrderChange(order);
  return order.lastUpdateTime;
}
