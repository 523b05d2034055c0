import type { VenueState } from "../../../exchange/exchange.ts";
import type { Order } from "../../../exchange/orders/order.ts";
import { placeOrder } from "../../../exchange/orders/place-order.ts";
import { describeRejection, OrderRejected } from "../../orders/order-rejection.ts";
import { readClientOrderId, readNewOrder } from "../../orders/read-new-order.ts";
import { type JsonBody, readJsonBody } from "../../wire/json-body.ts";
import type { Endpoint } from "../endpoint.ts";

/** Status 200 both for an order taken and for one refused: `success` tells them apart. */
export const createOrder: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const body = readJsonBody(request.body);
    const clientOrderId = readClientOrderId(body);
    try {
      const known = state.orders.byClientOrderId(clientOrderId);
      if (known !== undefined) return acceptKnown(known, state);
      return accepted(placeOrder(state, readNewOrder(body, clientOrderId, state.portfolioId)));
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

/** A `client_order_id` that repeats creates nothing: the order that has it is returned, whatever the new body says. */
function acceptKnown(known: Order, { behaviour }: VenueState): JsonBody {
  if (behaviour.duplicateClientOrderId === "reject") throw new OrderRejected("DUPLICATE_CLIENT_ORDER_ID");
  return accepted(known);
}

function accepted({ orderId, product, side, clientOrderId, terms }: Order): JsonBody {
  return {
    success: true,
    success_response: {
      order_id: orderId,
      product_id: product.id,
      side,
      client_order_id: clientOrderId,
      attached_order_id: "",
    },
    order_configuration: { [terms.key]: terms.echo },
  };
}
