import { type Decimal, ZERO } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import { oppositeOf } from "../market/side.ts";
import { markChanged } from "../orders/mark-changed.ts";
import { type CancelReason, isLive, type Order, type OrderStatus, remainingSize } from "../orders/order.ts";
import { applyFill } from "./apply-fill.ts";
import { adjustHold, holdForRemaining } from "./holds.ts";
import { type MatchPlan, planMatch } from "./match-plan.ts";

/** Trades an order against the book. The remainder rests, or is cancelled, as the time in force says. */
export function executeOrder(exchange: Exchange, order: Order): void {
  const plan = planOrder(exchange, order);
  const { timeInForce } = order.terms;
  if (timeInForce === "FOK" && plan.end !== "filled") {
    endOrder(exchange, order, "cancelled", "fill or kill");
    return;
  }
  trade(exchange, order, plan);
  if (plan.end === "filled") endOrder(exchange, order, "filled");
  else if (plan.end === "own") endOrder(exchange, order, "cancelled", "self trade");
  else if (timeInForce === "IOC") endOrder(exchange, order, "cancelled", "nothing to trade with");
  else restOrder(exchange, order);
}

/** Plans the trades that an order would make now, and changes nothing. */
export function planOrder(exchange: Exchange, order: Order): MatchPlan {
  const market = exchange.marketOf(order.product);
  return planMatch(market.book.entries(oppositeOf(order.side)), {
    side: order.side,
    baseSize: order.baseSize === undefined ? undefined : remainingSize(order),
    limitPrice: order.workingLimit,
    // Only its hold pays for a market order, also when the market has moved since the hold was made.
    budget: order.side === "buy" && order.terms.type === "market" ? order.hold : undefined,
    takerRate: exchange.fees.taker,
    baseIncrement: order.product.baseIncrement,
  });
}

function trade(exchange: Exchange, order: Order, { fills }: MatchPlan): void {
  const market = exchange.marketOf(order.product);
  const makerSide = oppositeOf(order.side);
  for (const { entry, size } of fills) {
    market.book.reduce(makerSide, entry, size);
    applyFill(exchange, order, { price: entry.price, size, liquidity: "taker" });
    market.recordTrade({ price: entry.price, size, makerSide, timeMs: exchange.clock.now() });
  }
}

/** Puts an order into the book, and releases the part of its hold that better prices have saved. */
function restOrder(exchange: Exchange, order: Order): void {
  adjustHold(exchange, order, holdForRemaining(exchange, order));
  exchange.marketOf(order.product).book.insert(order.side, {
    orderId: order.orderId,
    price: order.workingLimit ?? ZERO,
    remaining: remainingSize(order),
  });
}

/** Fills a resting order, which pays the maker's fee. */
export function fillResting(
  exchange: Exchange,
  order: Order,
  fill: { readonly price: Decimal; readonly size: Decimal },
): void {
  applyFill(exchange, order, { ...fill, liquidity: "maker" });
  if (remainingSize(order).eq(ZERO)) endOrder(exchange, order, "filled");
  else adjustHold(exchange, order, holdForRemaining(exchange, order));
}

/** Ends an order: removes it from the book and releases its hold. Does nothing when it has ended already. */
export function endOrder(exchange: Exchange, order: Order, status: OrderStatus, reason?: CancelReason): void {
  if (!isLive(order)) return;
  exchange.marketOf(order.product).book.removeOrder(order.orderId);
  adjustHold(exchange, order, ZERO);
  order.status = status;
  order.cancelReason = reason;
  order.acceptAtMs = undefined;
  order.cancelAtMs = undefined;
  markChanged(exchange, order);
}
