import type { Exchange } from "../exchange.ts";
import type { Fill, Order } from "./order.ts";

/** Returns the orders that reads show, oldest first. A new order is missing for `readLatencyMs`. */
export function visibleOrders(exchange: Exchange): readonly Order[] {
  return exchange.orders.orders.filter((order) => isVisible(exchange, order));
}

/** True when reads show the order. */
export function isVisible({ behaviour, clock }: Exchange, { createdMs }: Order): boolean {
  return createdMs <= clock.now() - behaviour.readLatencyMs;
}

/** Returns the fills that reads show, oldest first. A new fill is missing for `readLatencyMs`. */
export function visibleFills({ orders, behaviour, clock }: Exchange): readonly Fill[] {
  const newestMs = clock.now() - behaviour.readLatencyMs;
  return orders.fills.filter(({ timeMs }) => timeMs <= newestMs);
}
