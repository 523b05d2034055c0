import type { Order } from "@cqvx/core";
import { TERMINAL_STATUSES } from "@cqvx/core/in-memory";

/** The key of the one stream of the account's orders. */
export const ALL_ORDERS = "";

/** Trades of a symbol that a new subscriber can have as history. */
export const REMEMBERED_TRADES = 100;

/** Whether nothing can change any more. */
export function isOver({ status }: Pick<Order, "status">): boolean {
  return TERMINAL_STATUSES.has(status);
}
