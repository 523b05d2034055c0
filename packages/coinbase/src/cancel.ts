import { isVenueError, OrderStatus, TERMINAL_STATUSES } from "@cqvx/core";
import type { Connection, JsonObject, VenueCall } from "@cqvx/core/venue";
import { awaitFinalStatus, MalformedReply } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";
import { rejection } from "./normalizer/errors.ts";
import { fetchOrder } from "./order-queries.ts";

/**
 * Cancels an order and looks up what became of it. An accepted cancel is not a cancelled order: it may still fill first,
 * and a refused one often means that the order is already over.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/cancel-order
 */
export async function cancelOrder(
  connection: Connection,
  call: VenueCall,
  orderId: string,
): Promise<OrderStatus> {
  const { config, http, runtime } = connection;
  const readOrder = () => fetchOrder(connection, call, orderId);
  const awaitEnd = () => awaitFinalStatus(call, runtime.clock, config.cancelMs, readOrder);
  const refusal = await http.send(call, {
    method: "POST",
    path: ENDPOINTS.cancelOrders,
    body: { order_ids: [orderId] },
    effect: "cancel",
    read: (reply) => readCancelRefusal(reply, orderId),
  });
  if (refusal === undefined) return awaitEnd();
  const order = await readOrder().catch((error: unknown) => {
    if (isVenueError(error, "notFound")) throw error;
    return undefined;
  });
  if (order !== undefined && TERMINAL_STATUSES.has(order.status)) return order.status;
  if (order?.status === OrderStatus.PENDING_CANCEL) return awaitEnd();
  throw rejection(call, refusal);
}

/** Why this order's cancel was refused, or undefined when it was accepted. */
function readCancelRefusal(reply: JsonObject, orderId: string): string | undefined {
  const result = reply.list("results").find((each) => each.text("order_id") === orderId);
  const success = result?.boolean("success");
  if (success === undefined) throw new MalformedReply("the reply has no result for the order");
  return success ? undefined : (result?.text("failure_reason") ?? "UNKNOWN_CANCEL_FAILURE_REASON");
}
