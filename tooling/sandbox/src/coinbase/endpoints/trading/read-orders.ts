import type { Order } from "../../../exchange/orders/order.ts";
import { isVisible, ORDER_STATUSES, orderJson } from "../../orders/order-json.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import { invalidArgument, notFound } from "../../wire/refused-request.ts";
import type { Endpoint } from "../endpoint.ts";
import { anyOf, timeQuery } from "../query.ts";

const PAGE = { fallback: 100, largest: 1_000 };

/** By the venue's id only: a client's id finds nothing here. */
export const getOrder: Endpoint = {
  access: "view",
  answer({ parameters, state }) {
    const order = state.orders.byId(parameters.order_id ?? "");
    if (order === undefined || !isVisible(order, state))
      throw notFound("order with this orderID was not found");
    return { order: orderJson(order, state) };
  },
};

/** Newest first. Filters are repeated keys; a name that is not documented, such as `product_id`, is ignored. */
export const listOrders: Endpoint = {
  access: "view",
  answer({ query, state }) {
    checkStatuses(query.getAll("order_status"));
    const isWanted = orderFilter(query);
    const orders = state.orders.orders.filter((order) => isVisible(order, state) && isWanted(order));
    const page = pageOf(orders, ({ sequence }) => sequence, readPageQuery(query, PAGE));
    return {
      orders: page.items.map((order) => orderJson(order, state)),
      sequence: "0",
      has_next: page.hasNext,
      cursor: page.hasNext ? page.cursor : "",
      proof_token_required: false,
    };
  },
};

function orderFilter(query: URLSearchParams): (order: Order) => boolean {
  const isWanted = {
    id: anyOf(query, "order_ids"),
    product: anyOf(query, "product_ids"),
    status: anyOf(query, "order_status"),
    timeInForce: anyOf(query, "time_in_forces"),
    type: anyOf(query, "order_types"),
    side: anyOf(query, "order_side"),
    productType: anyOf(query, "product_type"),
    source: anyOf(query, "order_placement_source"),
  };
  const start = timeQuery(query, "start_date") ?? Number.NEGATIVE_INFINITY;
  const end = timeQuery(query, "end_date") ?? Number.POSITIVE_INFINITY;
  return ({ orderId, product, status, terms, side, createdMs }) =>
    isWanted.id(orderId) &&
    isWanted.product(product.id) &&
    isWanted.status(status) &&
    isWanted.timeInForce(terms.timeInForce) &&
    isWanted.type(terms.type) &&
    isWanted.side(side) &&
    isWanted.productType("SPOT") &&
    isWanted.source("RETAIL_ADVANCED") &&
    createdMs >= start &&
    createdMs < end;
}

/** Older documentation forbids OPEN together with others, and today's does not mention it: refused, to be on the safe side. */
function checkStatuses(statuses: readonly string[]): void {
  const unknown = statuses.find((status) => !ORDER_STATUSES.has(status));
  if (unknown !== undefined) throw invalidArgument("invalid value for enum field order_status");
  if (statuses.length > 1 && statuses.includes("OPEN")) {
    throw invalidArgument("cannot pair OPEN with other order statuses");
  }
}
