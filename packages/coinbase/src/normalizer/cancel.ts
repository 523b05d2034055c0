import { type JsonObject, MalformedReply, type Received } from "@cqvx/core/venue";
import { rejection } from "./errors.ts";

/**
 * Checks the result for one order in a reply to `POST /orders/batch_cancel`. Throws the refusal. Throws `MalformedReply` when
 * the reply has no result or contradicting results, and for a refusal after a retry: the first attempt may have cancelled the
 * order.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/cancel-order
 */
export function checkCancelled(reply: JsonObject, orderId: string, { isRepeat }: Received): void {
  const results = reply.list("results").filter((result) => result.text("order_id") === orderId);
  const [success, ...others] = new Set(results.map((result) => result.boolean("success")));
  if (success === undefined || others.length > 0 || (!success && isRepeat))
    throw new MalformedReply("the reply does not say");
  if (!success) throw rejection(results[0]?.text("failure_reason") ?? "UNKNOWN_CANCEL_FAILURE_REASON");
}
