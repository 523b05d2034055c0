import type { VenueState } from "../exchange.ts";
import { endOrder } from "../matching/execution.ts";
import { completeCancel } from "../orders/cancel-order.ts";
import type { Order } from "../orders/order.ts";
import { acceptOrder } from "../orders/place-order.ts";

interface Due {
  readonly atMs: number;
  act(): void;
}

/**
 * Does what has come due by the clock, in the order of time: orders accepted, cancels done, orders expired. It runs before
 * every request is answered, so that the sandbox needs no timer and a test that moves its clock sees the result at once.
 */
export function settleDue(state: VenueState): void {
  const now = state.clock.now();
  for (let due = findFirst(state, now); due !== undefined; due = findFirst(state, now)) due.act();
}

/** When something comes due next: undefined when nothing is to. */
export function nextDueMs(state: VenueState): number | undefined {
  const times = state.orders.live().flatMap((order) => dueOf(state, order).map(({ atMs }) => atMs));
  return times.length === 0 ? undefined : Math.min(...times);
}

function findFirst(state: VenueState, now: number): Due | undefined {
  const due = state.orders.live().flatMap((order) => dueOf(state, order));
  return due.filter(({ atMs }) => atMs <= now).sort((left, right) => left.atMs - right.atMs)[0];
}

function dueOf(state: VenueState, order: Order): Due[] {
  const { acceptAtMs, cancelAtMs, terms } = order;
  return [
    ...(acceptAtMs === undefined ? [] : [{ atMs: acceptAtMs, act: () => acceptOrder(state, order) }]),
    ...(cancelAtMs === undefined ? [] : [{ atMs: cancelAtMs, act: () => completeCancel(state, order) }]),
    ...(terms.endTimeMs === undefined
      ? []
      : [{ atMs: terms.endTimeMs, act: () => endOrder(state, order, "EXPIRED") }]),
  ];
}
