import type { ExecutionReport, Fills, NewOrder, Trading } from "@cqvx/core";
import { type Connection, checkNewOrder, checkOrderId, uuidV4, type VenueCall } from "@cqvx/core/venue";
import { cancelOrder } from "./cancel.ts";
import { ENDPOINTS } from "./config.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { listFills } from "./fill-queries.ts";
import { checkAccepted } from "./normalizer/errors.ts";
import { readAcknowledgement } from "./normalizer/execution.ts";
import { toCoinbaseOrder } from "./normalizer/new-order.ts";
import { fetchOrder, listOrders } from "./order-queries.ts";

export function createTrading(
  connection: Connection,
  retailPortfolioId: string | undefined,
): Trading<CoinbaseOrderOptions> & Fills {
  const { calls, http, runtime } = connection;

  const placeOrder = async (
    order: NewOrder,
    options: CoinbaseOrderOptions,
    started: VenueCall,
  ): Promise<ExecutionReport> => {
    const newId = (): string => uuidV4(runtime.randomBytes);
    const checked = checkNewOrder(order, started, { nowMs: runtime.clock.now(), newId });
    const { clientOrderId } = checked;
    const call = { ...started, clientOrderId };
    return http.send(call, {
      method: "POST",
      path: ENDPOINTS.placeOrder,
      body: { client_order_id: clientOrderId, ...toCoinbaseOrder(checked, options, retailPortfolioId, call) },
      effect: "order",
      read: (reply) => {
        checkAccepted(reply, call);
        return readAcknowledgement(reply, checked);
      },
    });
  };

  return {
    placeOrder: (order, options = {}) =>
      calls.run("placeOrder", options, (call) => placeOrder(order, options, call), order?.clientOrderId),
    cancelOrder: (orderId, options) =>
      calls.run("cancelOrder", options, async (call) =>
        cancelOrder(connection, call, checkOrderId(orderId, call)),
      ),
    getOrder: (orderId, options) =>
      calls.run("getOrder", options, async (call) =>
        fetchOrder(connection, call, checkOrderId(orderId, call)),
      ),
    getOrders: (filter = {}, options) =>
      calls.run("getOrders", options, async (call) =>
        listOrders(connection, call, filter, retailPortfolioId),
      ),
    getFills: (filter = {}, options) =>
      calls.run("getFills", options, async (call) => listFills(connection, call, filter)),
  };
}
