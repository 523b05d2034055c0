import { type ExecutionReport, type Order, type OrderStatus, timestampToMilliseconds } from "@cqvx/core";
import {
  type CheckedFillFilter,
  type CheckedOrderFilter,
  COINBASE_WORDS,
  type PageRequest,
  timestampFromMilliseconds,
} from "@cqvx/core/venue";
import { type CoinbaseConnection, ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { readFill } from "./normalizer/execution.ts";
import { readOrder, venueStatusesOf } from "./normalizer/order.ts";
import { readPage } from "./normalizer/page.ts";

/**
 * Builds the list requests for a filter of orders. Core applies the rest of the filter: Coinbase has fewer statuses and no
 * filter by type.
 */
export function orderRequests(
  filter: CheckedOrderFilter,
  { retailPortfolioId }: CoinbaseConnection["own"],
): PageRequest<Order>[] {
  const { symbols, statuses, side, start, end } = filter;
  return statusQueries(statuses).map((order_status) => ({
    path: ENDPOINTS.orders,
    query: {
      product_ids: symbols,
      order_status,
      order_side: side === undefined ? undefined : COINBASE_WORDS.side.write(side),
      start_date: start,
      end_date: end,
      retail_portfolio_id: retailPortfolioId,
      limit: PAGE_SIZE,
    },
    read: (reply) => readPage(reply, "orders", readOrder),
  }));
}

/**
 * The statuses of each query. Coinbase does not combine OPEN with another status. The queries follow the life of an order: an
 * order whose status changes between two queries appears in the later one.
 */
const STATUS_QUERIES: readonly (readonly string[])[] = [
  ["PENDING", "QUEUED", "EDIT_QUEUED"],
  ["OPEN"],
  ["CANCEL_QUEUED", "FILLED", "CANCELLED", "EXPIRED", "FAILED"],
];

/** Returns the queries that are needed for these statuses. Without statuses, one query reads all orders. */
function statusQueries(statuses: readonly OrderStatus[] | undefined): readonly (readonly string[])[] {
  if (statuses === undefined) return [[]];
  const words = new Set(statuses.flatMap(venueStatusesOf));
  return STATUS_QUERIES.map((query) => query.filter((word) => words.has(word))).filter(
    ({ length }) => length > 0,
  );
}

/** Extra time at the end of a query. Coinbase selects fills by a sequence time just after the trade. Core drops the excess. */
const SEQUENCING_MS = 60_000;

/** Builds the list request for a filter of fills. */
export function fillRequest(filter: CheckedFillFilter): PageRequest<ExecutionReport> {
  const { orderIds, symbols, start, end } = filter;
  return {
    path: ENDPOINTS.fills,
    query: {
      order_ids: orderIds,
      product_ids: symbols,
      start_sequence_timestamp: start,
      end_sequence_timestamp: end && timestampFromMilliseconds(timestampToMilliseconds(end) + SEQUENCING_MS),
      limit: PAGE_SIZE,
    },
    read: (reply) => {
      const items = reply.list("fills").map(readFill);
      const cursor = reply.text("cursor");
      // Fills have no has_next. An empty page ends the list, even with a cursor.
      return { items, next: items.length === 0 || cursor === undefined ? undefined : { cursor } };
    },
  };
}
