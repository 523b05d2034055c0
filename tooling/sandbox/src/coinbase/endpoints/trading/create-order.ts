import type { Order } from "../../../exchange/orders/order.ts";
import { placeOrder } from "../../../exchange/orders/place-order.ts";
import { isRefused } from "../../../exchange/refused.ts";
import { configurationJson } from "../../orders/configuration-json.ts";
import { ORDER_REFUSALS } from "../../orders/exchange-refusals.ts";
import { describeRejection, OrderRejected } from "../../orders/order-rejection.ts";
import { readClientOrderId, readNewOrder } from "../../orders/read-new-order.ts";
import type { CoinbaseState } from "../../state.ts";
import { type JsonBody, readJsonBody } from "../../wire/json-body.ts";
import { toCoinbaseSide } from "../../wire/side.ts";
import type { Endpoint } from "../endpoint.ts";

/** Answers accepted and rejected orders alike with status 200; `success` tells them apart. */
export const createOrder: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const body = readJsonBody(request.body);
    const clientOrderId = readClientOrderId(body);
    try {
      const known = state.exchange.orders.byClientOrderId(clientOrderId);
      return accepted(known === undefined ? place(body, clientOrderId, state) : repeat(known, state), state);
    } catch (error) {
      if (!(error instanceof OrderRejected)) throw error;
      return {
        success: false,
        error_response: describeRejection(error.reason),
        order_configuration: body.order_configuration ?? null,
      };
    }
  },
};

function place(body: JsonBody, clientOrderId: string, state: CoinbaseState): Order {
  const { order, configuration } = readNewOrder(body, clientOrderId, state.portfolioId);
  const placed = placeOrder(state.exchange, order);
  if (isRefused(placed)) throw new OrderRejected(ORDER_REFUSALS[placed.refused]);
  state.configurations.set(placed.orderId, configuration);
  return placed;
}

/** Returns the order of a repeated `client_order_id`. The new body is ignored and no order is created. */
function repeat(known: Order, { behaviour }: CoinbaseState): Order {
  if (behaviour.duplicateClientOrderId === "reject") throw new OrderRejected("DUPLICATE_CLIENT_ORDER_ID");
  return known;
}

function accepted(order: Order, state: CoinbaseState): JsonBody {
  return {
    success: true,
    success_response: {
      order_id: order.orderId,
      product_id: order.product.id,
      side: toCoinbaseSide(order.side),
      client_order_id: order.clientOrderId,
      attached_order_id: "",
    },
    order_configuration: configurationJson(order, state),
  };
}
