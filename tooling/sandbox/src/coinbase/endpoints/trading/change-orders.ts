import { cancelOrder } from "../../../exchange/orders/cancel-order.ts";
import { type EditRequest, editOrder } from "../../../exchange/orders/edit-order.ts";
import type { Order } from "../../../exchange/orders/order.ts";
import { parseDecimal } from "../../../numbers/decimal.ts";
import { CANCEL_REFUSALS, EDIT_REFUSALS } from "../../orders/exchange-refusals.ts";
import type { CoinbaseState } from "../../state.ts";
import {
  type JsonBody,
  readJsonBody,
  readRequiredText,
  readText,
  readTextList,
} from "../../wire/json-body.ts";
import { invalidArgument } from "../../wire/refused-request.ts";
import type { Endpoint } from "../endpoint.ts";

/**
 * Answers one result for each id, in the order of the request. Successes also have a `failure_reason`, which means
 * nothing.
 */
export const cancelOrders: Endpoint = {
  access: "trade",
  answer({ request, state: { exchange } }) {
    const orderIds = readTextList(readJsonBody(request.body), "order_ids");
    if (orderIds.length === 0) throw invalidArgument("order_ids is required");
    const results = orderIds.map((orderId) => {
      const refusal = cancelOrder(exchange, exchange.orders.byId(orderId));
      return {
        success: refusal === undefined,
        failure_reason: refusal === undefined ? "UNKNOWN_CANCEL_FAILURE_REASON" : CANCEL_REFUSALS[refusal],
        order_id: orderId,
      };
    });
    return { results };
  },
};

/** Replaces both price and size. A missing one is refused as invalid. */
export const editOrders: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const { order, edit } = readEdit(readJsonBody(request.body), state);
    const refusal = editOrder(state.exchange, order, edit);
    return { success: refusal === undefined, errors: refusal === undefined ? [] : [EDIT_REFUSALS[refusal]] };
  },
};

/** Reads the order to edit and the edit. The order is undefined when its id is unknown. */
export function readEdit(
  body: JsonBody,
  { exchange }: CoinbaseState,
): { readonly order: Order | undefined; readonly edit: EditRequest } {
  const order = exchange.orders.byId(readRequiredText(body, "order_id"));
  const [price, size] = [readText(body, "price"), readText(body, "size")];
  return { order, edit: { price: parseDecimal(price), size: parseDecimal(size) } };
}
