import type { ExecutionReport, Order } from "../cqc/messages.ts";
import type { Page } from "../http/collect-pages.ts";
import type { Connection } from "../http/connection.ts";
import { readPages } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { HttpRequest } from "../http/venue-http.ts";
import { matchesFill, matchesOrder, newestFills, newestOrders } from "../normalize/select-newest.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/filters.ts";

/**
 * The newest orders that a filter lets through, of several lists that are read one after the other. What a venue cannot
 * be asked for is filtered here.
 */
export async function listOrders(
  connection: Pick<Connection, "http">,
  call: VenueCall,
  filter: CheckedOrderFilter,
  requests: readonly HttpRequest<Page<Order>>[],
): Promise<Order[]> {
  const limits = {
    // No two orders have the same client order id.
    enough: Math.min(filter.limit, filter.clientOrderIds?.length ?? Number.POSITIVE_INFINITY),
    isWanted: matchesOrder(filter),
    idOf: (order: Order) => order.orderId,
  };
  const orders: Order[] = [];
  for (const request of requests) {
    for (const order of await readPages(connection, call, request, limits)) orders.push(order);
  }
  return newestOrders(orders, filter.limit);
}

/** The newest fills that a filter lets through. */
export async function listFills(
  connection: Pick<Connection, "http">,
  call: VenueCall,
  filter: CheckedFillFilter,
  request: HttpRequest<Page<ExecutionReport>>,
): Promise<ExecutionReport[]> {
  const idOf = (fill: ExecutionReport): unknown => fill.executionId ?? fill;
  const limits = { enough: filter.limit, isWanted: matchesFill(filter), idOf };
  return newestFills(await readPages(connection, call, request, limits), filter.limit);
}
