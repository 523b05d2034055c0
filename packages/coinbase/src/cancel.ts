import { VenueError } from "@cqvx/core";
import type { Connection, JsonObject, Received, VenueCall } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";
import { rejection } from "./normalizer/errors.ts";

/**
 * Asks to cancel orders. For each, in their order, why that was refused, or that the reply does not say; undefined where it
 * was accepted.
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
    read: (reply, received) => {
      const results = reply.list("results");
      const of = (id: string): JsonObject[] => results.filter((result) => result.text("order_id") === id);
      return orderIds.map((orderId) => readRefusal(of(orderId), { ...call, orderId }, received));
    },
  });
}

/**
 * Of what a reply says of one order: once, or several times the same. A request that is repeated may be refused for what the
 * first one has done.
 */
function readRefusal(
  results: readonly JsonObject[],
  about: VenueCall,
  { quote, requestId, isRepeat }: Received,
): VenueError | undefined {
  const call = { ...about, requestId };
  const [success, ...others] = new Set(results.map((result) => result.boolean("success")));
  if (success === undefined || others.length > 0 || (!success && isRepeat)) {
    const reason = "the outcome of the cancel is unknown: the reply does not say";
    return new VenueError({ ...call, kind: "outcomeUnknown", code: "MALFORMED", reason, sent: "yes" });
  }
  const reason = results[0]?.text("failure_reason") ?? "UNKNOWN_CANCEL_FAILURE_REASON";
  return success ? undefined : rejection(call, quote(reason));
}
