import type { OrderChanges } from "@cqvx/core";
import { type JsonObject, MalformedReply, meaningful } from "@cqvx/core/venue";
import { rejection } from "./errors.ts";

/**
 * Builds the body of `POST /orders/edit`. The size is in the asset in which the order was sized.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/edit-order
 */
export function toCoinbaseEdit(orderId: string, terms: OrderChanges): Readonly<Record<string, unknown>> {
  const { price, stopPrice, quantity, quoteQuantity } = terms;
  return { order_id: orderId, price, size: quantity ?? quoteQuantity, stop_price: stopPrice };
}

/** Throws when a reply with HTTP 200 refuses the edit. */
export function checkEdited(reply: JsonObject): void {
  const success = reply.boolean("success");
  if (success === undefined) throw new MalformedReply("success is missing");
  if (success) return;
  const words = reply
    .oneOrMore("errors")
    .flatMap((error) => [error.text("edit_failure_reason"), error.text("preview_failure_reason")]);
  throw rejection(words.map(meaningful).find((word) => word !== undefined));
}
