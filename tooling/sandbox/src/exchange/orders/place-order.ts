import { OrderRejected } from "../../coinbase/orders/order-rejection.ts";
import type { NewOrder } from "../../coinbase/orders/read-new-order.ts";
import type { OrderTerms } from "../../coinbase/orders/read-order-terms.ts";
import { type Decimal, divide, floorTo, ZERO } from "../../numbers/decimal.ts";
import type { VenueState } from "../exchange.ts";
import { executeOrder, planOrder } from "../matching/execution.ts";
import { adjustHold, holdForRemaining } from "../matching/funds.ts";
import { runTriggers } from "../matching/triggers.ts";
import { markChanged } from "./mark-changed.ts";
import { type Order, payingCurrency } from "./order.ts";
import { findRejection } from "./order-checks.ts";

/** Takes an order: checked, paid for by a hold, stored, and in the book unless the venue takes its time. */
export function placeOrder(state: VenueState, request: NewOrder): Order {
  const order = draftOrder(state, request);
  adjustHold(state, order, checkedHold(state, order, request));
  state.orders.add(order);
  state.observer.onOrderChange(order);
  const { acceptLatencyMs } = state.behaviour;
  if (acceptLatencyMs > 0) order.acceptAtMs = order.createdMs + acceptLatencyMs;
  else acceptOrder(state, order);
  return order;
}

/** An order that could be placed, with the amount that would be held; throws `OrderRejected` when it could not. */
export function draftChecked(state: VenueState, request: NewOrder): { order: Order; hold: Decimal } {
  const order = draftOrder(state, request);
  return { order, hold: checkedHold(state, order, request) };
}

/** A PENDING order gets to the book. */
export function acceptOrder(state: VenueState, order: Order): void {
  order.acceptAtMs = undefined;
  order.status = order.cancelAtMs === undefined ? "OPEN" : "CANCEL_QUEUED";
  markChanged(state, order);
  // A stop waits outside the book. A TWAP does too: the sandbox keeps it open until its end and does not slice it.
  if (order.terms.type !== "STOP_LIMIT" && order.terms.type !== "TWAP") executeOrder(state, order);
  runTriggers(state);
}

function checkedHold(state: VenueState, order: Order, request: NewOrder): Decimal {
  const market = state.marketOf(order.product);
  const reason = findRejection({ ...request, market, nowMs: state.clock.now() });
  if (reason !== undefined) throw new OrderRejected(reason);
  if (order.baseSize?.lte(ZERO)) throw new OrderRejected("PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL");
  const hold = firstHold(state, order);
  if (state.ledger.available(payingCurrency(order)).lt(hold)) throw new OrderRejected("INSUFFICIENT_FUND");
  return hold;
}

function firstHold(state: VenueState, order: Order): Decimal {
  const { type, quoteSize } = order.terms;
  if (type !== "MARKET" || order.side === "SELL") return holdForRemaining(state, order);
  if (quoteSize !== undefined) return quoteSize;
  // Sized in base currency: what the book asks for it now, planned with all the money there could be.
  const unlimited = {
    ...order,
    hold: state.ledger.available(order.product.quote).times("1e12").plus("1e12"),
  };
  return planOrder(state, unlimited).value.times(state.fees.taker.plus(1));
}

function draftOrder(state: VenueState, { clientOrderId, product, side, terms }: NewOrder): Order {
  const createdMs = state.clock.now();
  const createdTime = state.stamp(createdMs);
  return {
    sequence: state.orders.orders.length + 1,
    orderId: state.random.uuid(),
    clientOrderId,
    product,
    side,
    createdMs,
    createdTime,
    terms,
    baseSize: baseSizeOf(state, terms, product.baseIncrement),
    workingLimit: terms.limitPrice,
    status: "PENDING",
    trigger: terms.stopPrice === undefined ? "INVALID_ORDER_TYPE" : "STOP_PENDING",
    filledSize: ZERO,
    filledValue: ZERO,
    fees: ZERO,
    fillCount: 0,
    hold: ZERO,
    acceptAtMs: undefined,
    cancelAtMs: undefined,
    cancelMessage: "",
    lastFillTime: null,
    lastUpdateTime: createdTime,
    edits: [],
  };
}

/** A `quote_size` includes fees. At a limit it is turned into base currency at once, at the worst that it can cost. */
function baseSizeOf(
  { fees }: VenueState,
  { baseSize, quoteSize, limitPrice }: OrderTerms,
  increment: Decimal,
): Decimal | undefined {
  if (quoteSize === undefined || limitPrice === undefined) return baseSize;
  return floorTo(divide(quoteSize, limitPrice.times(fees.taker.plus(1))), increment);
}
