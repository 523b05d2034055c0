import type { Order } from "../../../exchange/orders/order.ts";
import { isVisible, visibleOrders } from "../../../exchange/orders/visible.ts";
import { orderJson } from "../../orders/order-json.ts";
import { ORDER_STATUSES, ORDER_TYPE, STATUS, TIME_IN_FORCE } from "../../orders/order-words.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import { invalidArgument, notFound } from "../../wire/refused-request.ts";
import { toCoinbaseSide } from "../../wire/side.ts";
import type { Endpoint } from "../endpoint.ts";
import { anyOf, timeQuery } from "../query.ts";

const PAGE = { fallback: 100, largest: 1_000 };

/** Finds an order by the venue's id only; a client's id is not found. */
export const getOrder: Endpoint = {
  access: "view",
  answer({ parameters, state }) {
    const order = state.exchange.orders.byId(parameters.order_id ?? "");
    if (order === undefined || !isVisible(state.exchange, order)) {
      throw notFound("order with this orderID was not found");
    }
    return { order: orderJson(order, state) };
  },
};

/** Lists orders, newest first. Filters are repeated keys; undocumented names such as `product_id` are ignored. */
export const listOrders: Endpoint = {
  access: "view",
  answer({ query, state }) {
    checkStatuses(query.getAll("order_status"));
    const isWanted = orderFilter(query);
    const orders = visibleOrders(state.exchange).filter(isWanted);
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
    isWanted.status(STATUS[status]) &&
    isWanted.timeInForce(TIME_IN_FORCE[terms.timeInForce]) &&
    isWanted.type(ORDER_TYPE[terms.type]) &&
    isWanted.side(toCoinbaseSide(side)) &&
    isWanted.productType("SPOT") &&
    isWanted.source("RETAIL_ADVANCED") &&
    createdMs >= start &&
    createdMs < end;
}

/**
 * Refuses unknown statuses, and OPEN combined with others. Older documentation forbids that combination; today's does
 * not mention it.
 */
function checkStatuses(statuses: readonly string[]): void {
  const unknown = statuses.find((status) => !ORDER_STATUSES.has(status));
  if (unknown !== undefined) throw invalidArgument("invalid value for enum field order_status");
  if (statuses.length > 1 && statuses.includes("OPEN")) {
    throw invalidArgument("cannot pair OPEN with other order statuses");
  }
}
