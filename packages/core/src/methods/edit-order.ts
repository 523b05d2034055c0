import type { OrderChanges } from "../contract/amend.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { ClientParts, VenueCall } from "../http/venue-call.ts";
import { isClientOrderId } from "../validation/identifiers.ts";
import { awaitOrder } from "./await-order.ts";
import { changedTerms, hasTerms } from "./order-terms.ts";
import type { UnsettledEdits } from "./unsettled-edits.ts";

/** How a venue reads an order, and how it is asked to change one. */
export interface OrderEditing {
  getOrder(orderId: string, call: VenueCall): Promise<Order>;
  /** Whether the venue has taken an edit that it has not carried out yet. */
  isBeingEdited(order: Order): boolean;
  /** Sends the terms as they shall be, whole: venues take what is left out for zero. */
  sendEdit(orderId: string, terms: OrderChanges, call: VenueCall): Promise<unknown>;
}

/** What an edit works with. */
export interface EditContext {
  readonly connection: Pick<ClientParts, "config" | "runtime">;
  readonly venue: OrderEditing;
  /** Those of the client. */
  readonly unsettled: UnsettledEdits;
}

/**
 * Changes an order that rests. It is read first, so that what the caller leaves out stays as it is and no size is taken
 * for one in the other asset; and after it, until the change shows. An order that is as it shall be is left alone.
 */
export async function editOrder(
  context: EditContext,
  started: VenueCall,
  orderId: string,
  changes: OrderChanges,
): Promise<Order> {
  const { connection, venue, unsettled } = context;
  const before = await readBefore(context, started, orderId);
  const { clientOrderId } = before;
  const call = isClientOrderId(clientOrderId) ? { ...started, clientOrderId } : started;
  if (hasTerms(before, changes)) return before;
  try {
    await venue.sendEdit(orderId, changedTerms(before, changes, call), call);
  } catch (error) {
    if (isVenueError(error, "outcomeUnknown")) unsettled.remember(before);
    throw error;
  }
  const isDone = (order: Order): boolean =>
    TERMINAL_STATUSES.has(order.status) || (!venue.isBeingEdited(order) && hasTerms(order, changes));
  const order = await awaitOrder(connection, call, (look) => venue.getOrder(orderId, look), isDone);
  if (order !== undefined && isDone(order)) return order;
  unsettled.remember(before);
  const what = order === undefined ? "the order could not be read" : "the change did not show";
  const reason = `the edit was accepted, but ${what} in time`;
  const failure = new VenueError({
    ...call,
    kind: "outcomeUnknown",
    code: "EDIT_ACCEPTED",
    reason,
    sent: "yes",
  });
  throw failure;
}

/** The order as it stands, without an edit that is under way. Whatever fails here, nothing was sent that changes it. */
async function readBefore(
  { connection, venue, unsettled }: EditContext,
  call: VenueCall,
  orderId: string,
): Promise<Order> {
  const read = (look: VenueCall): Promise<Order> => venue.getOrder(orderId, look);
  const isSettled = (order: Order): boolean =>
    TERMINAL_STATUSES.has(order.status) || !(venue.isBeingEdited(order) || unsettled.mayHide(order));
  try {
    const first = await read(call);
    if (isSettled(first)) return first;
    const awaited = await awaitOrder(connection, call, read, isSettled);
    if (awaited !== undefined && isSettled(awaited)) return awaited;
    // Once more by the call itself, which says what went wrong.
    const last = await read(call);
    if (isSettled(last)) return last;
  } catch (error) {
    throw isVenueError(error) ? error.with({ sent: "no" }) : error;
  }
  const reason = "another edit of the order is under way";
  throw new VenueError({ ...call, kind: "unavailable", code: "EDIT_PENDING", reason, retryable: true });
}
