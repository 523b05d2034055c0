import type { Operations } from "@cqvx/core/venue";
import { type CoinbaseConnection, ENDPOINTS } from "./config.ts";
import { checkCancelled } from "./normalizer/cancel.ts";
import { checkEdited, toCoinbaseEdit } from "./normalizer/edit.ts";
import { checkAccepted } from "./normalizer/errors.ts";
import { readAcknowledgement } from "./normalizer/execution.ts";
import { toCoinbaseOrder } from "./normalizer/new-order.ts";
import { readOrder } from "./normalizer/order.ts";
import type { CoinbaseOrderOptions } from "./normalizer/order-options.ts";
import { readPreview } from "./normalizer/preview.ts";
import { fillRequest, orderRequests } from "./queries.ts";

type Method = "placeOrder" | "cancelOrder" | "getOrder" | "getOrders" | "getFills" | Amending;
type Amending = "editOrder" | "isBeingEdited" | "previewOrder";

/** Creates the methods for orders and fills. */
export function trading({ own }: CoinbaseConnection): Operations<Method, CoinbaseOrderOptions> {
  return {
    placeOrder: (order, call, options) => ({
      method: "POST",
      path: ENDPOINTS.placeOrder,
      body: { client_order_id: order.clientOrderId, ...toCoinbaseOrder(order, options, own, call) },
      effect: "order",
      read: (reply) => {
        checkAccepted(reply);
        return readAcknowledgement(reply, order);
      },
    }),
    cancelOrder: (orderId) => ({
      method: "POST",
      path: ENDPOINTS.cancelOrders,
      body: { order_ids: [orderId] },
      effect: "cancel",
      read: (reply, received) => checkCancelled(reply, orderId, received),
    }),
    getOrder: (orderId) => ({
      path: [...ENDPOINTS.order, orderId],
      read: (reply) => readOrder(reply.requiredObject("order")),
    }),
    getOrders: (filter) => orderRequests(filter, own),
    getFills: fillRequest,
    editOrder: (orderId, terms) => ({
      method: "POST",
      path: ENDPOINTS.editOrder,
      body: toCoinbaseEdit(orderId, terms),
      effect: "edit",
      read: checkEdited,
    }),
    isBeingEdited: ({ venueStatus }) => venueStatus === "EDIT_QUEUED",
    previewOrder: (order, call, options) => ({
      method: "POST",
      path: ENDPOINTS.previewOrder,
      body: toCoinbaseOrder(order, options, own, call),
      read: readPreview,
    }),
  };
}
