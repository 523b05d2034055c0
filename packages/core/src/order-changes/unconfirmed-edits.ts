import type { Clock } from "../contract/runtime.ts";
import type { Order } from "../cqc/messages.ts";
import { hasTerms } from "./order-terms.ts";

/** Milliseconds for which old terms do not prove that an edit of unknown outcome has failed. */
const MEMORY_MS = 10_000;

/** Edits that were sent and did not show. A read that lags behind still has the old terms. */
export interface UnconfirmedEdits {
  /** Remembers an order as it was before the edit. */
  remember(before: Order): void;
  /** Returns true when an order still has the terms from before such an edit. */
  mayHide(order: Order): boolean;
}

export function createUnconfirmedEdits(clock: Clock): UnconfirmedEdits {
  const edits = new Map<string, { readonly before: Order; readonly untilMs: number }>();
  return {
    remember: (before) => {
      const nowMs = clock.monotonic();
      for (const [orderId, { untilMs }] of edits) if (untilMs <= nowMs) edits.delete(orderId);
      edits.set(before.orderId, { before, untilMs: nowMs + MEMORY_MS });
    },
    mayHide: (order) => {
      const edit = edits.get(order.orderId);
      return edit !== undefined && clock.monotonic() < edit.untilMs && hasTerms(order, edit.before);
    },
  };
}
