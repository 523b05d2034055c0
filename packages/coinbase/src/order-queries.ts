import type { Order, OrderStatus } from "@cqvx/core";
import type { CheckedOrderFilter, Connection, HttpRequest, Page, VenueCall } from "@cqvx/core/venue";
import { MalformedReply } from "@cqvx/core/venue";
import { type CoinbaseConnection, ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { checkNothingWithheld } from "./normalizer/errors.ts";
import { ORDER_SIDE, readOrder, venueStatusesOf } from "./normalizer/order.ts";
import { readPage } from "./normalizer/page.ts";

/** Reads one order by the venue's id. */
export function fetchOrder({ http }: Connection, call: VenueCall, orderId: string): Promise<Order> {
  return http.send(call, {
    path: [...ENDPOINTS.order, orderId],
    read: (reply) => {
      const order = readOrder(reply.requiredObject("order"));
      if (order.orderId !== orderId)
        throw new MalformedReply("the reply is about another order", "WRONG_ORDER");
      return order;
    },
  });
}

/** The lists that have the orders of a filter. Coinbase tells statuses apart less finely, and cannot be asked for types. */
export function orderRequests(
  filter: CheckedOrderFilter,
  { retailPortfolioId }: CoinbaseConnection["ownIds"],
  call: VenueCall,
): HttpRequest<Page<Order>>[] {
  const { symbols, statuses, side, start, end } = filter;
  return statusQueries(statuses).map((order_status) => ({
    path: ENDPOINTS.orders,
    query: {
      product_ids: symbols,
      order_status,
      order_side: side === undefined ? undefined : ORDER_SIDE.write(side),
      start_date: start,
      end_date: end,
      retail_portfolio_id: retailPortfolioId,
      limit: PAGE_SIZE,
    },
    read: (reply) => {
      checkNothingWithheld(reply, call);
      return readPage(reply, "orders", readOrder);
    },
  }));
}

/**
 * The statuses to ask for, one query each, as OPEN cannot be combined with another. They follow an order's life, so that
 * one that moves on between two queries is met again in the later one.
 */
const STATUS_QUERIES: readonly (readonly string[])[] = [
  ["PENDING", "QUEUED", "EDIT_QUEUED"],
  ["OPEN"],
  ["CANCEL_QUEUED", "FILLED", "CANCELLED", "EXPIRED", "FAILED"],
];

/** Without a filter, one query for all. */
function statusQueries(statuses: readonly OrderStatus[] | undefined): readonly (readonly string[])[] {
  if (statuses === undefined) return [[]];
  const words = new Set(statuses.flatMap(venueStatusesOf));
  return STATUS_QUERIES.map((query) => query.filter((word) => words.has(word))).filter(
    ({ length }) => length > 0,
  );
}
