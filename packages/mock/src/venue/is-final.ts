import type { Order } from "@cqvx/core";
import { TERMINAL_STATUSES } from "@cqvx/core/in-memory";

/** True when the status of an order cannot change any more. */
export function isFinal({ status }: Pick<Order, "status">): boolean {
  return TERMINAL_STATUSES.has(status);
}
