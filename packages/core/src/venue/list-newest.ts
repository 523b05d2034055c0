import type { ExecutionReport, Order } from "../cqc/messages.ts";
import { type PageLimits, type PageRequest, readPages } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { VenueHttp } from "../http/venue-http.ts";
import { matchesFill, matchesOrder, newestFills, newestOrders } from "../normalize/select-newest.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/orders/filters.ts";

/**
 * Reads the newest orders that match a filter. The lists are read one after the other, until every named order is found. A
 * condition that the venue cannot filter by is applied here.
 */
export async function listOrders(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  filter: CheckedOrderFilter,
  requests: readonly PageRequest<Order>[],
): Promise<Order[]> {
  const { limit, clientOrderIds } = filter;
  const matches = matchesOrder(filter);
  const missing = new Set(clientOrderIds);
  const isFound = (): boolean => clientOrderIds !== undefined && missing.size === 0;
  const limits: PageLimits<Order> = {
    isEnough: (count) => count >= limit || isFound(),
    isWanted: (order) => {
      const isWanted = matches(order);
      if (isWanted) missing.delete(order.clientOrderId);
      return isWanted;
    },
    idOf: ({ orderId }) => orderId,
  };
  const orders: Order[] = [];
  for (const request of requests) {
    if (isFound()) break;
    for (const order of await readPages(http, call, request, limits)) orders.push(order);
  }
  return newestOrders(orders, limit);
}

/** Reads the newest fills that match a filter. */
export async function listFills(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  filter: CheckedFillFilter,
  request: PageRequest<ExecutionReport>,
): Promise<ExecutionReport[]> {
  const idOf = (fill: ExecutionReport): unknown => fill.executionId ?? fill;
  const isEnough = (count: number): boolean => count >= filter.limit;
  const limits = { isEnough, isWanted: matchesFill(filter), idOf };
  return newestFills(await readPages(http, call, request, limits), filter.limit);
}
