import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, type VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import type { ClientParts, VenueCall } from "../http/venue-call.ts";
import { awaitOrder } from "./await-order.ts";

/** The operations of a venue that cancel an order and read it. */
export interface Cancelling {
  /** Resolves when the venue has accepted the cancel; rejects with its refusal. */
  ask(): Promise<unknown>;
  /** Absent when the venue's orders cannot be read. */
  readonly readOrder?: ((look: VenueCall) => Promise<Order>) | undefined;
}

/** Kinds of failed cancels after which the order is read. Many venues do not find an order that is final. */
const SHOWN_BY_THE_ORDER: ReadonlySet<VenueErrorKind> = new Set(["rejected", "notFound", "outcomeUnknown"]);

const isFinal = ({ status }: Order): boolean => TERMINAL_STATUSES.has(status);

/**
 * Cancels an order and resolves with its status after the cancel. An accepted cancel is not yet a cancelled order: the order
 * can still fill first. The status is PENDING_CANCEL when the order is not final in time.
 *
 * A refused cancel, or one of unknown outcome, often means that the order is already final. The refusal is thrown only when it
 * is not.
 */
export async function cancelOrder(
  parts: Pick<ClientParts, "config" | "runtime">,
  call: VenueCall,
  { ask, readOrder }: Cancelling,
): Promise<OrderStatus> {
  const awaitEnd = async (): Promise<OrderStatus> => {
    if (parts.config.cancelMs === 0 || readOrder === undefined) return OrderStatus.PENDING_CANCEL;
    const order = await awaitOrder(parts, call, readOrder, isFinal);
    return order !== undefined && isFinal(order) ? order.status : OrderStatus.PENDING_CANCEL;
  };
  const refusal = await refusalOf(ask);
  if (refusal === undefined) return awaitEnd();
  const order = await readOrder?.(call).catch((error: unknown) => {
    // After a cancel of unknown outcome, `notFound` proves nothing: a venue's reads can lag behind.
    if (isVenueError(error, "notFound") && !isVenueError(refusal, "outcomeUnknown")) throw error;
    return undefined;
  });
  if (order !== undefined && isFinal(order)) return order.status;
  if (order?.status === OrderStatus.PENDING_CANCEL) return awaitEnd();
  throw refusal;
}

/** Returns the refusal of a cancel, or its unknown outcome. Undefined when it was accepted. Throws other failures. */
async function refusalOf(ask: Cancelling["ask"]): Promise<VenueError | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (isVenueError(error) && SHOWN_BY_THE_ORDER.has(error.kind)) return error;
    throw error;
  }
}
