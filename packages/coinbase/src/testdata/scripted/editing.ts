import type { JsonFields } from "../fixtures/fixtures.ts";
import { type Answer, reply, replyOf } from "./scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./test-client.ts";

export const EDIT = "POST /orders/edit";
export const LOOK = "GET /orders/historical/order-1";

/** Returns the reply of `GET /orders/historical/order-1`. */
export function orderWith(configuration: JsonFields, changes: JsonFields = {}): Answer {
  const order = {
    order_id: "order-1",
    client_order_id: "mine-1",
    product_id: "SOL-USD",
    side: "BUY",
    status: "OPEN",
  };
  return reply({ order: { ...order, order_configuration: configuration, ...changes } });
}
/** Returns the configuration of a limit order that is good till cancelled. */
export const gtc = (base_size: string, limit_price: string): JsonFields => ({
  limit_limit_gtc: { base_size, limit_price, post_only: false },
});
/** The order before an edit. */
export const before: Answer = orderWith(gtc("3.10", "171.25"));

export const accepted: Answer = replyOf("edit-accepted");

/** Creates a client whose venue answers one edit, and reads of the order in turn. */
export function editing(edit: Answer, looks: readonly Answer[], cancelMs?: number): TestClient {
  const orderSafety = { cancelMs };
  return createTestClient({ [EDIT]: edit, [LOOK]: looks }, { credentials: CREDENTIALS, orderSafety });
}
