import type { Fills, Trading } from "@cqvx/core";
import { createListedFillMethods, createTradingMethods, listOrders } from "@cqvx/core/venue";
import { sendCancels } from "./cancel.ts";
import { type CoinbaseConnection, ENDPOINTS } from "./config.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { fillRequest } from "./fill-queries.ts";
import { checkAccepted } from "./normalizer/errors.ts";
import { readAcknowledgement } from "./normalizer/execution.ts";
import { toCoinbaseOrder } from "./normalizer/new-order.ts";
import { fetchOrder, orderRequests } from "./order-queries.ts";

export function createTrading(connection: CoinbaseConnection): Trading<CoinbaseOrderOptions> & Fills {
  const { http, ownIds } = connection;
  const trading = createTradingMethods<CoinbaseOrderOptions>(connection, {
    placeOrder: (order, call, options) =>
      http.send(call, {
        method: "POST",
        path: ENDPOINTS.placeOrder,
        body: { client_order_id: order.clientOrderId, ...toCoinbaseOrder(order, options, ownIds, call) },
        effect: "order",
        read: (reply) => {
          checkAccepted(reply, call);
          return readAcknowledgement(reply, order);
        },
      }),
    sendCancel: async (orderId, call) => (await sendCancels(connection, call, [orderId]))[0],
    getOrder: (orderId, call) => fetchOrder(connection, call, orderId),
    getOrders: (filter, call) => listOrders(connection, call, filter, orderRequests(filter, ownIds, call)),
  });
  return { ...trading, ...createListedFillMethods(connection, fillRequest) };
}
