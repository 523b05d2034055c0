import { ZERO } from "../../numbers/decimal.ts";
import type { VenueState } from "../exchange.ts";
import { oppositeOf } from "../market/order-book.ts";
import { markChanged } from "../orders/mark-changed.ts";
import { isLive, type Order, type OrderStatus, remainingSize } from "../orders/order.ts";
import { adjustHold, applyFill, holdForRemaining } from "./funds.ts";
import { type MatchPlan, planMatch } from "./match-plan.ts";

/** What an order would trade with right now. */
export function planOrder(state: VenueState, order: Order): MatchPlan {
  const market = state.marketOf(order.product);
  return planMatch(market.book.entries(oppositeOf(order.side)), {
    side: order.side,
    baseSize: order.baseSize === undefined ? undefined : remainingSize(order),
    limitPrice: order.workingLimit,
    // Nothing but its hold can pay for it, also when the market has moved since the hold was made.
    budget: order.side === "BUY" && order.terms.type === "MARKET" ? order.hold : undefined,
    takerRate: state.fees.taker,
    baseIncrement: order.product.baseIncrement,
  });
}

/** Trades an order against the book, and rests, ends or cancels what is left as its time in force says. */
export function executeOrder(state: VenueState, order: Order): void {
  const plan = planOrder(state, order);
  const { timeInForce } = order.terms;
  if (timeInForce === "FILL_OR_KILL" && plan.end !== "filled") {
    endOrder(state, order, "CANCELLED", "Fill or kill order could not be filled at once");
    return;
  }
  trade(state, order, plan);
  if (plan.end === "filled") endOrder(state, order, "FILLED");
  else if (plan.end === "own") endOrder(state, order, "CANCELLED", "Self trade prevention");
  else if (timeInForce === "IMMEDIATE_OR_CANCEL") {
    endOrder(state, order, "CANCELLED", "Nothing left to trade with at this price");
  } else restOrder(state, order);
}

function trade(state: VenueState, order: Order, { fills }: MatchPlan): void {
  const market = state.marketOf(order.product);
  const makerSide = oppositeOf(order.side);
  for (const { entry, size } of fills) {
    market.book.reduce(makerSide, entry, size);
    applyFill(state, order, { price: entry.price, size, liquidity: "TAKER" });
    market.recordTrade({ price: entry.price, size, makerSide, timeMs: state.clock.now() });
  }
}

/** Puts an order into the book, and gives back what better prices have saved. */
function restOrder(state: VenueState, order: Order): void {
  adjustHold(state, order, holdForRemaining(state, order));
  state.marketOf(order.product).book.insert(order.side, {
    orderId: order.orderId,
    price: order.workingLimit ?? ZERO,
    remaining: remainingSize(order),
  });
}

/** An execution of a resting order, which earns the maker's fee. */
export function fillResting(
  state: VenueState,
  order: Order,
  fill: { readonly price: Order["filledSize"]; readonly size: Order["filledSize"] },
): void {
  applyFill(state, order, { ...fill, liquidity: "MAKER" });
  if (remainingSize(order).eq(ZERO)) endOrder(state, order, "FILLED");
  else adjustHold(state, order, holdForRemaining(state, order));
}

/** Ends an order for good: out of the book, nothing held. */
export function endOrder(state: VenueState, order: Order, status: OrderStatus, cancelMessage = ""): void {
  if (!isLive(order)) return;
  state.marketOf(order.product).book.removeOrder(order.orderId);
  adjustHold(state, order, ZERO);
  order.status = status;
  order.cancelMessage = cancelMessage;
  order.acceptAtMs = undefined;
  order.cancelAtMs = undefined;
  markChanged(state, order);
}
