import type { Exchange } from "../exchange.ts";
import { endOrder } from "../matching/execution.ts";
import { completeCancel } from "../orders/cancel-order.ts";
import type { Order } from "../orders/order.ts";
import { acceptOrder } from "../orders/place-order.ts";

interface DueAction {
  readonly atMs: number;
  act(): void;
}

/**
 * Runs the actions that the clock has made due, in time order: it accepts pending orders, completes queued cancels and
 * expires orders. A venue calls it before it answers a request, so the exchange needs no timer of its own, and a test
 * that moves the clock sees the result at once.
 */
export function runDueActions(exchange: Exchange): void {
  const now = exchange.clock.now();
  for (let due = findFirst(exchange, now); due !== undefined; due = findFirst(exchange, now)) due.act();
}

/** Returns the time of the next due action, or undefined when none is pending. */
export function nextDueMs(exchange: Exchange): number | undefined {
  const times = exchange.orders.live().flatMap((order) => actionsOf(exchange, order).map(({ atMs }) => atMs));
  return times.length === 0 ? undefined : Math.min(...times);
}

function findFirst(exchange: Exchange, now: number): DueAction | undefined {
  const actions = exchange.orders.live().flatMap((order) => actionsOf(exchange, order));
  return actions.filter(({ atMs }) => atMs <= now).sort((left, right) => left.atMs - right.atMs)[0];
}

function actionsOf(exchange: Exchange, order: Order): DueAction[] {
  const { acceptAtMs, cancelAtMs, terms } = order;
  return [
    ...(acceptAtMs === undefined ? [] : [{ atMs: acceptAtMs, act: () => acceptOrder(exchange, order) }]),
    ...(cancelAtMs === undefined ? [] : [{ atMs: cancelAtMs, act: () => completeCancel(exchange, order) }]),
    ...(terms.endTimeMs === undefined
      ? []
      : [{ atMs: terms.endTimeMs, act: () => endOrder(exchange, order, "expired") }]),
  ];
}
