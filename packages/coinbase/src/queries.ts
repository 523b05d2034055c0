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

/** The lists that have the orders of a filter. Coinbase tells statuses apart less finely, and cannot be asked for types. */
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

/** Coinbase selects fills by when it sequenced them, milliseconds after the trade. What this lets in too is filtered. */
const SEQUENCING_MS = 60_000;

/** The list that has the fills of a filter. */
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
      // Fills have no has_next: a page without fills ends the list, though it may carry a cursor.
      return { items, next: items.length === 0 || cursor === undefined ? undefined : { cursor } };
    },
  };
}
