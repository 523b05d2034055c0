import type { VenueState } from "../../../exchange/exchange.ts";
import { cancelOrder } from "../../../exchange/orders/cancel-order.ts";
import { type EditText, editOrder } from "../../../exchange/orders/edit-order.ts";
import type { Order } from "../../../exchange/orders/order.ts";
import {
  type JsonBody,
  readJsonBody,
  readRequiredText,
  readText,
  readTextList,
} from "../../wire/json-body.ts";
import { invalidArgument } from "../../wire/refused-request.ts";
import type { Endpoint } from "../endpoint.ts";

/** One result for each id, in the order asked. The reason of a success means nothing. */
export const cancelOrders: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const orderIds = readTextList(readJsonBody(request.body), "order_ids");
    if (orderIds.length === 0) throw invalidArgument("order_ids is required");
    const results = orderIds.map((orderId) => {
      const failure = cancelOrder(state, state.orders.byId(orderId));
      return {
        success: failure === undefined,
        failure_reason: failure ?? "UNKNOWN_CANCEL_FAILURE_REASON",
        order_id: orderId,
      };
    });
    return { results };
  },
};

/** Price and size both replace what was there; one that is left out reads as 0. */
export const editOrders: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const { order, text } = readEdit(readJsonBody(request.body), state);
    const failure = editOrder(state, order, text);
    return { success: failure === undefined, errors: failure === undefined ? [] : [failure] };
  },
};

/** Which order an edit is about, and what it asks for. */
export function readEdit(
  body: JsonBody,
  { orders }: VenueState,
): { readonly order: Order | undefined; readonly text: EditText } {
  const order = orders.byId(readRequiredText(body, "order_id"));
  return { order, text: { price: readText(body, "price"), size: readText(body, "size") } };
}
