import type { OrderChanges } from "../contract/amend.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { ClientParts, VenueCall } from "../http/venue-call.ts";
import { isClientOrderId } from "../validation/identifiers.ts";
import { awaitOrder } from "./await-order.ts";
import { changedTerms, hasTerms } from "./order-terms.ts";
import type { UnconfirmedEdits } from "./unconfirmed-edits.ts";

/** The operations of a venue that read an order and change it. */
export interface OrderEditing {
  getOrder(orderId: string, call: VenueCall): Promise<Order>;
  /** True when the venue has accepted an edit that does not show yet. */
  isBeingEdited(order: Order): boolean;
  /** Sends all terms of the changed order: venues read a missing term as zero. */
  sendEdit(orderId: string, terms: OrderChanges, call: VenueCall): Promise<unknown>;
}

/** The parts of a client that an edit uses. */
export interface EditContext {
  readonly connection: Pick<ClientParts, "config" | "runtime">;
  readonly venue: OrderEditing;
  /** The unconfirmed edits of the client. */
  readonly unconfirmed: UnconfirmedEdits;
}

/**
 * Changes a resting order. The order is read first: terms that the caller leaves out keep their values, and a size keeps its
 * asset. It is read again afterwards, until the change shows. An order that already has the wanted terms is not edited.
 */
export async function editOrder(
  context: EditContext,
  started: VenueCall,
  orderId: string,
  changes: OrderChanges,
): Promise<Order> {
  const { connection, venue, unconfirmed } = context;
  const before = await readBefore(context, started, orderId);
  const { clientOrderId } = before;
  const call = isClientOrderId(clientOrderId) ? { ...started, clientOrderId } : started;
  if (hasTerms(before, changes)) return before;
  try {
    await venue.sendEdit(orderId, changedTerms(before, changes, call), call);
  } catch (error) {
    if (isVenueError(error, "outcomeUnknown")) unconfirmed.remember(before);
    throw error;
  }
  const isDone = (order: Order): boolean =>
    TERMINAL_STATUSES.has(order.status) || (!venue.isBeingEdited(order) && hasTerms(order, changes));
  const order = await awaitOrder(connection, call, (look) => venue.getOrder(orderId, look), isDone);
  if (order !== undefined && isDone(order)) return order;
  unconfirmed.remember(before);
  const obstacle = order === undefined ? "the order could not be read" : "the change did not show";
  const reason = `the edit was accepted, but ${obstacle} in time`;
  throw new VenueError({
    ...call,
    kind: "outcomeUnknown",
    code: "EDIT_ACCEPTED",
    reason,
    sent: "yes",
  });
}

/** Reads the order once no other edit of it is under way. On failure, no edit has been sent. */
async function readBefore(
  { connection, venue, unconfirmed }: EditContext,
  call: VenueCall,
  orderId: string,
): Promise<Order> {
  const read = (look: VenueCall): Promise<Order> => venue.getOrder(orderId, look);
  const isUpToDate = (order: Order): boolean =>
    TERMINAL_STATUSES.has(order.status) || !(venue.isBeingEdited(order) || unconfirmed.mayHide(order));
  try {
    const first = await read(call);
    if (isUpToDate(first)) return first;
    const awaited = await awaitOrder(connection, call, read, isUpToDate);
    if (awaited !== undefined && isUpToDate(awaited)) return awaited;
    // The last read is bounded by the call alone, so its error reaches the caller.
    const last = await read(call);
    if (isUpToDate(last)) return last;
  } catch (error) {
    throw isVenueError(error) ? error.with({ sent: "no" }) : error;
  }
  const reason = "another edit of the order is under way";
  throw new VenueError({ ...call, kind: "unavailable", code: "EDIT_PENDING", reason, retryable: true });
}
