import { readJsonBody, readRequiredText, readText, readTextList } from "../json-body.ts";
import { cancelOrder } from "../orders/cancel.ts";
import { editOrder } from "../orders/edit.ts";
import { invalidArgument } from "../refusal.ts";
import type { Endpoint } from "./endpoint.ts";

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
    const body = readJsonBody(request.body);
    const order = state.orders.byId(readRequiredText(body, "order_id"));
    const failure = editOrder(state, order, { price: readText(body, "price"), size: readText(body, "size") });
    return { success: failure === undefined, errors: failure === undefined ? [] : [failure] };
  },
};
