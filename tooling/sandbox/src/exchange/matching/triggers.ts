import type { VenueState } from "../exchange.ts";
import type { Market } from "../market/market.ts";
import { isLive, type Order } from "../orders/order.ts";
import { executeOrder } from "./execution.ts";
import { triggeredBracketLimit } from "./funds.ts";

/** Sets off every stop that the last price has reached, oldest first, until none is left: each can move the price again. */
export function runTriggers(state: VenueState): void {
  for (let order = findReached(state); order !== undefined; order = findReached(state)) {
    order.trigger = "STOP_TRIGGERED";
    state.observer.onOrderChange(order);
    if (order.terms.type === "BRACKET") {
      state.marketOf(order.product).book.removeOrder(order.orderId);
      order.workingLimit = triggeredBracketLimit(order);
    }
    executeOrder(state, order);
  }
}

function findReached(state: VenueState): Order | undefined {
  return state.orders
    .live()
    .find(
      (order) =>
        isLive(order) &&
        order.status !== "PENDING" &&
        order.trigger === "STOP_PENDING" &&
        isReached(order, state.marketOf(order.product)),
    );
}

function isReached({ terms: { stopPrice, stopDirection } }: Order, { lastPrice }: Market): boolean {
  if (stopPrice === undefined) return false;
  return stopDirection === "STOP_DIRECTION_STOP_UP" ? lastPrice.gte(stopPrice) : lastPrice.lte(stopPrice);
}
