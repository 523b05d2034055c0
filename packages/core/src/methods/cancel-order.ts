import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, type VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import type { ClientParts, VenueCall } from "../http/venue-call.ts";
import { awaitOrder } from "./await-order.ts";

/** How a venue cancels an order, and shows what became of it. */
export interface Cancelling {
  /** Resolves when the venue has accepted the cancel; rejects with its refusal. */
  ask(): Promise<unknown>;
  /** Absent where the venue's orders cannot be read. */
  readonly readOrder?: ((look: VenueCall) => Promise<Order>) | undefined;
}

/** Kinds of failed cancels after which the order tells what happened. Many venues do not find an order that is over. */
const SETTLED_BY_A_LOOK: ReadonlySet<VenueErrorKind> = new Set(["rejected", "notFound", "outcomeUnknown"]);

const isOver = ({ status }: Order): boolean => TERMINAL_STATUSES.has(status);

/**
 * Cancels an order and tells what became of it. An accepted cancel is not a cancelled order: it may still fill first, and is
 * PENDING_CANCEL when it is not over in time. A refused cancel, or one of unknown outcome, often means that the order is
 * already over; only when it is not, the refusal is the outcome.
 */
export async function cancelOrder(
  parts: Pick<ClientParts, "config" | "runtime">,
  call: VenueCall,
  { ask, readOrder }: Cancelling,
): Promise<OrderStatus> {
  const awaitEnd = async (): Promise<OrderStatus> => {
    if (parts.config.cancelMs === 0 || readOrder === undefined) return OrderStatus.PENDING_CANCEL;
    const order = await awaitOrder(parts, call, readOrder, isOver);
    return order !== undefined && isOver(order) ? order.status : OrderStatus.PENDING_CANCEL;
  };
  const refusal = await refusalOf(ask);
  if (refusal === undefined) return awaitEnd();
  const order = await readOrder?.(call).catch((error: unknown) => {
    // After a cancel in doubt it proves nothing: what a venue shows of its orders can lag.
    if (isVenueError(error, "notFound") && !isVenueError(refusal, "outcomeUnknown")) throw error;
    return undefined;
  });
  if (order !== undefined && isOver(order)) return order.status;
  if (order?.status === OrderStatus.PENDING_CANCEL) return awaitEnd();
  throw refusal;
}

/** Why a cancel was refused, or is in doubt; undefined when it was accepted. Other failures are thrown. */
async function refusalOf(ask: Cancelling["ask"]): Promise<VenueError | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (isVenueError(error) && SETTLED_BY_A_LOOK.has(error.kind)) return error;
    throw error;
  }
}
