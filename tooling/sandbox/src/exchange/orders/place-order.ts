import { type Decimal, divide, floorTo, ZERO } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import { executeOrder, planOrder } from "../matching/execution.ts";
import { adjustHold, holdForRemaining } from "../matching/holds.ts";
import { runTriggers } from "../matching/triggers.ts";
import { isRefused, type Refused } from "../refused.ts";
import { markChanged } from "./mark-changed.ts";
import type { NewOrder } from "./new-order.ts";
import { type Order, payingCurrency } from "./order.ts";
import { findRefusal } from "./order-checks.ts";
import type { OrderRefusal } from "./order-refusal.ts";
import type { OrderTerms } from "./order-terms.ts";

/** An order that passed every check, and the amount to hold for it. */
export interface OrderDraft {
  readonly order: Order;
  readonly hold: Decimal;
}

/**
 * Places an order: checks it, holds its amount, stores it, and sends it to the book. With `acceptLatencyMs` it stays
 * pending and reaches the book later.
 */
export function placeOrder(exchange: Exchange, request: NewOrder): Order | Refused<OrderRefusal> {
  const draft = draftOrder(exchange, request);
  if (isRefused(draft)) return draft;
  const { order, hold } = draft;
  adjustHold(exchange, order, hold);
  exchange.orders.add(order);
  exchange.observer.onOrderChange(order);
  const { acceptLatencyMs } = exchange.behaviour;
  if (acceptLatencyMs > 0) order.acceptAtMs = order.createdMs + acceptLatencyMs;
  else acceptOrder(exchange, order);
  return order;
}

/** Checks an order without placing it. */
export function draftOrder(exchange: Exchange, request: NewOrder): OrderDraft | Refused<OrderRefusal> {
  const order = newOrder(exchange, request);
  const market = exchange.marketOf(order.product);
  const refused = findRefusal({ ...request, market, nowMs: exchange.clock.now() });
  if (refused !== undefined) return { refused };
  // A quote size can be worth less than one base increment at the limit.
  if (order.baseSize?.lte(ZERO)) return { refused: "value too small" };
  const hold = firstHold(exchange, order);
  if (exchange.ledger.available(payingCurrency(order)).lt(hold)) return { refused: "insufficient funds" };
  return { order, hold };
}

/** Sends a pending order to the book. */
export function acceptOrder(exchange: Exchange, order: Order): void {
  order.acceptAtMs = undefined;
  order.status = order.cancelAtMs === undefined ? "open" : "cancelling";
  markChanged(exchange, order);
  // A stop waits outside the book. A TWAP does too: the sandbox keeps it open until its end and does not slice it.
  if (order.terms.type !== "stop limit" && order.terms.type !== "twap") executeOrder(exchange, order);
  runTriggers(exchange);
}

function firstHold(exchange: Exchange, order: Order): Decimal {
  const { type, quoteSize } = order.terms;
  if (type !== "market" || order.side === "sell") return holdForRemaining(exchange, order);
  if (quoteSize !== undefined) return quoteSize;
  // A base size is priced by a plan against the book with a budget that no order can exceed.
  const unlimited = {
    ...order,
    hold: exchange.ledger.available(order.product.quote).times("1e12").plus("1e12"),
  };
  return planOrder(exchange, unlimited).value.times(exchange.fees.taker.plus(1));
}

function newOrder(exchange: Exchange, { clientOrderId, product, side, terms }: NewOrder): Order {
  const createdMs = exchange.clock.now();
  const createdUs = exchange.stamp(createdMs);
  return {
    sequence: exchange.orders.orders.length + 1,
    orderId: exchange.ids.uuid(),
    clientOrderId,
    product,
    side,
    createdMs,
    createdUs,
    terms,
    baseSize: baseSizeOf(exchange, terms, product.baseIncrement),
    workingLimit: terms.limitPrice,
    status: "pending",
    trigger: terms.stopPrice === undefined ? "none" : "waiting",
    filledSize: ZERO,
    filledValue: ZERO,
    fees: ZERO,
    fillCount: 0,
    hold: ZERO,
    acceptAtMs: undefined,
    cancelAtMs: undefined,
    cancelReason: undefined,
    lastFillUs: undefined,
    lastUpdateUs: createdUs,
    edits: [],
  };
}

/** Converts a quote size to a base size, at the limit and with the taker's fee. A quote size includes fees. */
function baseSizeOf(
  { fees }: Exchange,
  { baseSize, quoteSize, limitPrice }: OrderTerms,
  increment: Decimal,
): Decimal | undefined {
  if (quoteSize === undefined || limitPrice === undefined) return baseSize;
  return floorTo(divide(quoteSize, limitPrice.times(fees.taker.plus(1))), increment);
}
