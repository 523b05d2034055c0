import type { VenueState } from "../exchange.ts";
import { endOrder } from "../matching/execution.ts";
import { markChanged } from "./mark-changed.ts";
import { isLive, type Order } from "./order.ts";

/** Why a cancel is refused, in the venue's words. What ended otherwise than by filling is no longer known to the book. */
export type CancelFailure = "UNKNOWN_CANCEL_ORDER" | "ORDER_IS_FULLY_FILLED" | "DUPLICATE_CANCEL_REQUEST";

const USER_REQUESTED = "User requested cancel";

/** Asks for a cancel. Undefined means that the request is accepted, not that the order is cancelled. */
export function cancelOrder(state: VenueState, order: Order | undefined): CancelFailure | undefined {
  if (order === undefined) return "UNKNOWN_CANCEL_ORDER";
  if (!isLive(order)) return order.status === "FILLED" ? "ORDER_IS_FULLY_FILLED" : "UNKNOWN_CANCEL_ORDER";
  if (order.cancelAtMs !== undefined) return "DUPLICATE_CANCEL_REQUEST";
  const { cancelLatencyMs } = state.behaviour;
  if (cancelLatencyMs === 0) {
    completeCancel(state, order);
    return undefined;
  }
  order.cancelAtMs = state.clock.now() + cancelLatencyMs;
  if (order.status === "OPEN") order.status = "CANCEL_QUEUED";
  markChanged(state, order);
  return undefined;
}

export function completeCancel(state: VenueState, order: Order): void {
  endOrder(state, order, "CANCELLED", USER_REQUESTED);
}
