import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import type { ClientParts } from "../http/client-parts.ts";
import { reportFailure } from "../http/report-failure.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { awaitOrder } from "./await-order.ts";

const isOver = ({ status }: Order): boolean => TERMINAL_STATUSES.has(status);

/**
 * What became of an order after its cancel was answered. An accepted cancel is not a cancelled order: it may still fill
 * first, and is PENDING_CANCEL when it is not over in time. A refused one often means that the order is already over; only
 * when it is not, the refusal is the outcome.
 */
export async function settleCancel(
  connection: Pick<ClientParts, "config" | "runtime">,
  call: VenueCall,
  refusal: VenueError | undefined,
  readOrder: (look: VenueCall) => Promise<Order>,
): Promise<OrderStatus> {
  const awaitEnd = async (): Promise<OrderStatus> => {
    if (connection.config.cancelMs === 0) return OrderStatus.PENDING_CANCEL;
    const order = await awaitOrder(connection, call, readOrder, isOver);
    return order !== undefined && isOver(order) ? order.status : OrderStatus.PENDING_CANCEL;
  };
  if (refusal === undefined) return awaitEnd();
  const order = await readOrder(call).catch((error: unknown) => {
    if (isVenueError(error, "notFound")) throw error;
    return undefined;
  });
  if (order !== undefined && isOver(order)) return order.status;
  if (order?.status === OrderStatus.PENDING_CANCEL) return awaitEnd();
  reportFailure(refusal, connection.runtime);
  throw refusal;
}
