import type { OrderStatus, VenueError } from "@cqvx/core";
import { type Connection, MalformedReply, settleCancel, type VenueCall } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";
import { rejection } from "./normalizer/errors.ts";
import { fetchOrder } from "./order-queries.ts";

/** Cancels an order and looks up what became of it. */
export async function cancelOrder(
  connection: Connection,
  call: VenueCall,
  orderId: string,
): Promise<OrderStatus> {
  const [refusal] = await sendCancels(connection, call, [orderId]);
  return settleCancel(connection, call, refusal, () => fetchOrder(connection, call, orderId));
}

/**
 * Asks to cancel orders. For each, in their order, why that was refused; undefined where it was accepted.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/cancel-order
 */
export function sendCancels(
  { http }: Connection,
  call: VenueCall,
  orderIds: readonly string[],
): Promise<readonly (VenueError | undefined)[]> {
  return http.send(call, {
    method: "POST",
    path: ENDPOINTS.cancelOrders,
    body: { order_ids: orderIds },
    effect: "cancel",
    read: (reply) => {
      const results = new Map(reply.list("results").map((result) => [result.text("order_id"), result]));
      return orderIds.map((orderId) => {
        const result = results.get(orderId);
        const success = result?.boolean("success");
        if (success === undefined) throw new MalformedReply("the reply has no result for the order");
        const reason = result?.text("failure_reason") ?? "UNKNOWN_CANCEL_FAILURE_REASON";
        return success ? undefined : rejection(call, reason);
      });
    },
  });
}
