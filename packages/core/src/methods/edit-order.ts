import type { OrderChanges } from "../contract/amend.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { VenueError } from "../errors/venue-error.ts";
import type { Connection } from "../http/connection.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { checkOrderChanges, TERM_FIELDS, type TermField } from "../validation/order-changes.ts";
import { compareDecimals } from "../values/decimal.ts";
import { awaitOrder } from "./await-order.ts";

/** How a venue reads an order, and how it is asked to change one. */
export interface OrderEditing {
  getOrder(orderId: string, call: VenueCall): Promise<Order>;
  /** Sends the terms as they shall be, whole: venues take what is left out for zero. */
  sendEdit(orderId: string, terms: OrderChanges, call: VenueCall): Promise<void>;
}

/**
 * Changes an order that rests. It is read first, so that what the caller leaves out stays as it is and no size is taken
 * for one in the other asset; and after it, until the change shows.
 */
export async function editOrder(
  connection: Pick<Connection, "config" | "runtime">,
  started: VenueCall,
  { orderId, changes }: { readonly orderId: string; readonly changes: OrderChanges },
  { getOrder, sendEdit }: OrderEditing,
): Promise<Order> {
  checkOrderChanges(changes, started);
  const before = await getOrder(orderId, started);
  const call = { ...started, ...(before.clientOrderId !== "" && { clientOrderId: before.clientOrderId }) };
  await sendEdit(orderId, changedTerms(before, changes, call), call);
  const isDone = (order: Order): boolean => TERMINAL_STATUSES.has(order.status) || shows(order, changes);
  const order = await awaitOrder(connection, call, () => getOrder(orderId, call), isDone);
  if (order !== undefined) return order;
  const reason = "the edit was accepted, but the order could not be read after it";
  throw new VenueError({ ...call, kind: "outcomeUnknown", code: "EDIT_ACCEPTED", reason, sent: "yes" });
}

/** The terms of an order with the changes in them. What an order does not have cannot be changed: it would be added. */
function changedTerms(order: Order, changes: OrderChanges, call: CallContext): OrderChanges {
  const terms: Partial<Record<TermField, string>> = {};
  for (const field of TERM_FIELDS) {
    const [term, change] = [order[field], changes[field]];
    if (term === undefined && change !== undefined)
      throw invalidInput(call, field, "is not a term of this order");
    if (term !== undefined) terms[field] = change ?? term;
  }
  return terms;
}

function shows(order: Order, changes: OrderChanges): boolean {
  return TERM_FIELDS.every((field) => {
    const [term, change] = [order[field], changes[field]];
    return change === undefined || (term !== undefined && compareDecimals(term, change) === 0);
  });
}
