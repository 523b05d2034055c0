import type { Exchange } from "../exchange.ts";
import { endOrder } from "../matching/execution.ts";
import { markChanged } from "./mark-changed.ts";
import { isLive, type Order } from "./order.ts";

/** The reasons for which a cancel is refused. "already ended" is an order that was cancelled or expired. */
export type CancelRefusal = "unknown order" | "already filled" | "already ended" | "already cancelling";

/** Requests a cancel. Returns undefined when the request is accepted; the cancel itself can take `cancelLatencyMs`. */
export function cancelOrder(exchange: Exchange, order: Order | undefined): CancelRefusal | undefined {
  if (order === undefined) return "unknown order";
  if (!isLive(order)) return order.status === "filled" ? "already filled" : "already ended";
  if (order.cancelAtMs !== undefined) return "already cancelling";
  const { cancelLatencyMs } = exchange.behaviour;
  if (cancelLatencyMs === 0) {
    completeCancel(exchange, order);
    return undefined;
  }
  order.cancelAtMs = exchange.clock.now() + cancelLatencyMs;
  if (order.status === "open") order.status = "cancelling";
  markChanged(exchange, order);
  return undefined;
}

export function completeCancel(exchange: Exchange, order: Order): void {
  endOrder(exchange, order, "cancelled", "requested");
}
