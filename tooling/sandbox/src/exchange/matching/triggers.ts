import type { Exchange } from "../exchange.ts";
import type { Market } from "../market/market.ts";
import { isLive, type Order } from "../orders/order.ts";
import { executeOrder } from "./execution.ts";
import { triggeredBracketLimit } from "./holds.ts";

/** Triggers every stop that the last price has reached, oldest first, until none is left: each can move the price again. */
export function runTriggers(exchange: Exchange): void {
  for (let order = findReached(exchange); order !== undefined; order = findReached(exchange)) {
    order.trigger = "triggered";
    exchange.observer.onOrderChange(order);
    if (order.terms.type === "bracket") {
      exchange.marketOf(order.product).book.removeOrder(order.orderId);
      order.workingLimit = triggeredBracketLimit(order);
    }
    executeOrder(exchange, order);
  }
}

function findReached(exchange: Exchange): Order | undefined {
  return exchange.orders
    .live()
    .find(
      (order) =>
        isLive(order) &&
        order.status !== "pending" &&
        order.trigger === "waiting" &&
        isReached(order, exchange.marketOf(order.product)),
    );
}

function isReached({ terms: { stopPrice, stopDirection } }: Order, { lastPrice }: Market): boolean {
  if (stopPrice === undefined) return false;
  return stopDirection === "up" ? lastPrice.gte(stopPrice) : lastPrice.lte(stopPrice);
}
