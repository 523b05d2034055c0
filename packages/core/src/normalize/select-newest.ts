import type { ExecutionReport, Order, Timestamp } from "../cqc/messages.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/orders/filters.ts";
import { compareTimestamps } from "../values/timestamp.ts";

/** Returns a predicate for orders that match a filter. It applies the fields that a venue cannot filter by. */
export function matchesOrder(filter: CheckedOrderFilter): (order: Order) => boolean {
  const { clientOrderIds, symbols, statuses, side, types } = filter;
  return (order) =>
    (clientOrderIds === undefined || clientOrderIds.includes(order.clientOrderId)) &&
    (symbols === undefined || symbols.includes(order.symbol)) &&
    (statuses === undefined || statuses.includes(order.status)) &&
    (side === undefined || side === order.side) &&
    (types === undefined || types.includes(order.type)) &&
    isWithin(order.createdTime, filter);
}

/** Returns a predicate for fills that match a filter. */
export function matchesFill(filter: CheckedFillFilter): (fill: ExecutionReport) => boolean {
  const { orderIds, symbols } = filter;
  return (fill) =>
    (orderIds === undefined || orderIds.includes(fill.orderId)) &&
    (symbols === undefined || symbols.includes(fill.symbol)) &&
    isWithin(fill.timestamp, filter);
}

/** Returns the newest orders without duplicates, as pages may repeat an order. */
export function newestOrders(orders: readonly Order[], limit: number): Order[] {
  return newest(
    orders,
    limit,
    ({ orderId }) => orderId,
    ({ createdTime }) => createdTime,
  );
}

/** Returns the newest fills without duplicates. */
export function newestFills(fills: readonly ExecutionReport[], limit: number): ExecutionReport[] {
  return newest(
    fills,
    limit,
    (fill) => fill.executionId ?? fill,
    ({ timestamp }) => timestamp,
  );
}

function newest<Item>(
  items: readonly Item[],
  limit: number,
  idOf: (item: Item) => unknown,
  timeOf: (item: Item) => Timestamp | undefined,
): Item[] {
  const byId = new Map(items.map((item) => [idOf(item), item]));
  const newestFirst = (left: Item, right: Item): number => {
    const [leftTime, rightTime] = [timeOf(left), timeOf(right)];
    if (leftTime === undefined || rightTime === undefined)
      return Number(leftTime === undefined) - Number(rightTime === undefined);
    return compareTimestamps(rightTime, leftTime);
  };
  return [...byId.values()].sort(newestFirst).slice(0, limit);
}

/** True when a time is in the window: start inclusive, end exclusive. An item without a time always matches. */
function isWithin(time: Timestamp | undefined, window: Pick<CheckedOrderFilter, "start" | "end">): boolean {
  const { start, end } = window;
  if (time === undefined) return true;
  return (!start || compareTimestamps(time, start) >= 0) && (!end || compareTimestamps(time, end) < 0);
}
