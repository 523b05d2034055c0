import { describe, expect, test } from "vitest";
import { OrderSide, OrderStatus, OrderType } from "../cqc/enums.ts";
import type { ExecutionReport, Order } from "../cqc/messages.ts";
import { CALL } from "../testdata/clients/test-client.ts";
import { EXECUTION_REPORT, ORDER } from "../testdata/messages.ts";
import { checkFillFilter, checkOrderFilter } from "../validation/orders/filters.ts";
import { timestampFromMilliseconds } from "../values/timestamp.ts";
import { matchesFill, matchesOrder, newestFills, newestOrders } from "./select-newest.ts";

function order(orderId: string, ms?: number): Order {
  const { createdTime: _, ...timeless } = ORDER;
  return { ...timeless, orderId, ...(ms !== undefined && { createdTime: timestampFromMilliseconds(ms) }) };
}

function fill(executionId: string | undefined, ms: number): ExecutionReport {
  const { executionId: _, ...rest } = EXECUTION_REPORT;
  return { ...rest, timestamp: timestampFromMilliseconds(ms), ...(executionId && { executionId }) };
}

describe("the newest", () => {
  test("come first in any order of pages, and items without a time come last", () => {
    const orders = [order("b", 2), order("none"), order("d", 4), order("a", 1), order("c", 3)];
    expect(newestOrders(orders, 10).map(({ orderId }) => orderId)).toEqual(["d", "c", "b", "a", "none"]);
  });

  test("are at most as many as the limit", () => {
    expect(
      newestOrders([order("a", 1), order("b", 2), order("c", 3)], 2).map(({ orderId }) => orderId),
    ).toEqual(["c", "b"]);
    expect(newestFills([fill("a", 1), fill("b", 2)], 1)).toHaveLength(1);
  });

  test("appear once each, in the state of the last page that repeats them", () => {
    const later = { ...order("a", 1), status: OrderStatus.FILLED };
    expect(newestOrders([order("a", 1), later], 10)).toEqual([later]);
    expect(newestFills([fill("x", 1), fill("x", 1)], 10)).toHaveLength(1);
  });

  test("include every fill without an id", () => {
    expect(newestFills([fill(undefined, 1), fill(undefined, 1)], 10)).toHaveLength(2);
  });

  test("leave the given list unchanged", () => {
    const orders = [order("a", 1), order("b", 2)];
    newestOrders(orders, 1);
    expect(orders.map(({ orderId }) => orderId)).toEqual(["a", "b"]);
  });
});

describe("a filter", () => {
  const matches = (
    filter: Parameters<typeof checkOrderFilter>[0],
    candidate: Order = order("a", 1_000),
  ): boolean => matchesOrder(checkOrderFilter(filter, CALL))(candidate);

  test("that is empty matches every order", () => {
    expect(matches({})).toBe(true);
  });

  test("restricts by each of its fields", () => {
    expect(matches({ symbols: ["BTC-USD"] })).toBe(true);
    expect(matches({ symbols: ["ETH-USD"] })).toBe(false);
    expect(matches({ clientOrderIds: ["other", "client-1"] })).toBe(true);
    expect(matches({ clientOrderIds: ["other"] })).toBe(false);
    expect(matches({ statuses: [OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED] })).toBe(true);
    expect(matches({ statuses: [OrderStatus.OPEN] })).toBe(false);
    expect(matches({ side: OrderSide.BUY })).toBe(true);
    expect(matches({ side: OrderSide.SELL })).toBe(false);
    expect(matches({ types: [OrderType.LIMIT] })).toBe(true);
    expect(matches({ types: [OrderType.MARKET] })).toBe(false);
    expect(matches({ symbols: ["BTC-USD"], side: OrderSide.SELL })).toBe(false);
  });

  test("includes its start, excludes its end, and matches items without a time", () => {
    expect(matches({ start: new Date(1_000) })).toBe(true);
    expect(matches({ start: new Date(1_001) })).toBe(false);
    expect(matches({ end: new Date(1_001) })).toBe(true);
    expect(matches({ end: new Date(1_000) })).toBe(false);
    expect(matches({ start: new Date(5_000), end: new Date(6_000) }, order("a"))).toBe(true);
  });

  test("of fills restricts by order, symbol and time", () => {
    const passes = (filter: Parameters<typeof checkFillFilter>[0]): boolean =>
      matchesFill(checkFillFilter(filter, CALL))(fill("x", 1_000));
    expect(passes({})).toBe(true);
    expect(passes({ orderIds: ["order-1"], symbols: ["BTC-USD"], start: new Date(1_000) })).toBe(true);
    expect(passes({ orderIds: ["order-2"] })).toBe(false);
    expect(passes({ symbols: ["ETH-USD"] })).toBe(false);
    expect(passes({ end: new Date(1_000) })).toBe(false);
  });
});
