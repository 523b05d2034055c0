import type { Order, OrderFilter, OrderStatus } from "@cqvx/core";
import type { Connection, VenueCall } from "@cqvx/core/venue";
import { checkOrderFilter, collectPages, MalformedReply, matchesOrder, newestOrders } from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { checkNothingWithheld } from "./normalizer/errors.ts";
import { readNextCursor } from "./normalizer/next-cursor.ts";
import { ORDER_SIDE, readOrder, venueStatusesOf } from "./normalizer/order.ts";

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

/** Lists orders, newest first. What Coinbase cannot be asked for, or tells apart less finely, is filtered here. */
export async function listOrders(
  connection: Connection,
  call: VenueCall,
  filter: OrderFilter,
  retailPortfolioId: string | undefined,
): Promise<Order[]> {
  const checked = checkOrderFilter(filter, call);
  const { symbols, statuses, side, start, end, limit } = checked;
  const orders: Order[] = [];
  for (const order_status of statusQueries(statuses)) {
    const page = (cursor: string | undefined) =>
      connection.http.send(call, {
        path: ENDPOINTS.orders,
        query: {
          product_ids: symbols,
          order_status,
          order_side: side === undefined ? undefined : ORDER_SIDE.write(side),
          start_date: start,
          end_date: end,
          retail_portfolio_id: retailPortfolioId,
          limit: PAGE_SIZE,
          cursor,
        },
        read: (reply) => {
          checkNothingWithheld(reply, call);
          const items = reply.list("orders").map(readOrder).filter(matchesOrder(checked));
          return { items, nextCursor: readNextCursor(reply) };
        },
      });
    for (const order of await collectPages(call, limit, page, ({ orderId }) => orderId)) orders.push(order);
  }
  return newestOrders(orders, limit);
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
