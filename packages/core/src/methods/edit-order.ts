import type { OrderChanges } from "../contract/amend.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { type CallContext, invalidInput, unsupported } from "../errors/invalid-input.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { Connection } from "../http/connection.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { nonZeroPrice } from "../normalize/order-amounts.ts";
import { isClientOrderId } from "../validation/identifiers.ts";
import { TERM_FIELDS, type TermField } from "../validation/order-changes.ts";
import { compareDecimals } from "../values/decimal.ts";
import { awaitOrder } from "./await-order.ts";

/** How a venue reads an order, and how it is asked to change one. */
export interface OrderEditing {
  getOrder(orderId: string, call: VenueCall): Promise<Order>;
  /** Whether the venue has taken an edit that it has not carried out yet. */
  isBeingEdited(order: Order): boolean;
  /** Sends the terms as they shall be, whole: venues take what is left out for zero. */
  sendEdit(orderId: string, terms: OrderChanges, call: VenueCall): Promise<void>;
}

/**
 * Changes an order that rests. It is read first, so that what the caller leaves out stays as it is and no size is taken
 * for one in the other asset; and after it, until the change shows. An order that is as it shall be is left alone.
 */
export async function editOrder(
  connection: Pick<Connection, "config" | "runtime">,
  started: VenueCall,
  { orderId, changes }: { readonly orderId: string; readonly changes: OrderChanges },
  venue: OrderEditing,
): Promise<Order> {
  const before = await readBefore(connection, started, orderId, venue);
  const { clientOrderId } = before;
  const call = isClientOrderId(clientOrderId) ? { ...started, clientOrderId } : started;
  if (hasTerms(before, changes)) return before;
  await venue.sendEdit(orderId, changedTerms(before, changes, call), call);
  const isDone = (order: Order): boolean =>
    TERMINAL_STATUSES.has(order.status) || (!venue.isBeingEdited(order) && hasTerms(order, changes));
  const order = await awaitOrder(connection, call, (look) => venue.getOrder(orderId, look), isDone);
  if (order !== undefined && isDone(order)) return order;
  const what = order === undefined ? "the order could not be read" : "the change did not show";
  const reason = `the edit was accepted, but ${what} in time`;
  throw new VenueError({ ...call, kind: "outcomeUnknown", code: "EDIT_ACCEPTED", reason, sent: "yes" });
}

/** The order as it stands, without an edit that is under way. Whatever fails here, nothing was sent that changes it. */
async function readBefore(
  connection: Pick<Connection, "config" | "runtime">,
  call: VenueCall,
  orderId: string,
  { getOrder, isBeingEdited }: OrderEditing,
): Promise<Order> {
  const isSettled = (order: Order): boolean => !isBeingEdited(order);
  try {
    const first = await getOrder(orderId, call);
    if (isSettled(first)) return first;
    const order = await awaitOrder(connection, call, (look) => getOrder(orderId, look), isSettled);
    if (order !== undefined && isSettled(order)) return order;
  } catch (error) {
    throw isVenueError(error) ? error.with({ sent: "no" }) : error;
  }
  const reason = "another edit of the order is under way";
  throw new VenueError({ ...call, kind: "unavailable", code: "EDIT_PENDING", reason, retryable: true });
}

/**
 * The terms of an order with the changes in them. A term that an order does not have cannot be changed, as it would be
 * added; and without a price and a size that are known, an edit would make them zero.
 */
function changedTerms(order: Order, changes: OrderChanges, call: CallContext): OrderChanges {
  const terms: Partial<Record<TermField, string>> = {};
  for (const field of TERM_FIELDS) {
    const [term, change] = [nonZeroPrice(order[field]), changes[field]];
    if (term === undefined && change !== undefined)
      throw invalidInput(call, field, "is not a term of this order");
    if (term !== undefined) terms[field] = change ?? term;
  }
  const hasOneSize = (terms.quantity === undefined) !== (terms.quoteQuantity === undefined);
  if (terms.price === undefined || !hasOneSize)
    throw unsupported(call, "only an order with a price and one size can be edited");
  return terms;
}

function hasTerms(order: Order, changes: OrderChanges): boolean {
  return TERM_FIELDS.every((field) => {
    const [term, change] = [order[field], changes[field]];
    return change === undefined || (term !== undefined && compareDecimals(term, change) === 0);
  });
}
