import type { Amend } from "@cqvx/core";
import { createAmendMethods } from "@cqvx/core/venue";
import { type CoinbaseConnection, ENDPOINTS } from "./config.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { checkEdited, toCoinbaseEdit } from "./normalizer/edit.ts";
import { toCoinbaseOrder } from "./normalizer/new-order.ts";
import { readPreview } from "./normalizer/preview.ts";
import { fetchOrder } from "./order-queries.ts";

export function createAmend(connection: CoinbaseConnection): Amend<CoinbaseOrderOptions> {
  const { http, ownIds } = connection;
  return createAmendMethods<CoinbaseOrderOptions>(connection, {
    getOrder: (orderId, call) => fetchOrder(connection, call, orderId),
    isBeingEdited: ({ venueStatus }) => venueStatus === "EDIT_QUEUED",
    sendEdit: (orderId, terms, call) =>
      http.send(call, {
        method: "POST",
        path: ENDPOINTS.editOrder,
        body: toCoinbaseEdit(orderId, terms),
        effect: "edit",
        read: (reply) => checkEdited(reply, call),
      }),
    previewOrder: (order, call, options) =>
      http.send(call, {
        method: "POST",
        path: ENDPOINTS.previewOrder,
        body: toCoinbaseOrder(order, options, ownIds, call),
        read: readPreview,
      }),
  });
}
