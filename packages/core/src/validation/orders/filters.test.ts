import { describe, expect, test } from "vitest";
import type { FillFilter, OrderFilter } from "../../contract/order-filter.ts";
import { OrderSide, OrderStatus, OrderType } from "../../cqc/enums.ts";
import { CALL } from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { parseTimestamp } from "../../values/timestamp.ts";
import { checkFillFilter, checkOrderFilter } from "./filters.ts";

const START = "2026-01-01T00:00:00Z";
const END = "2026-01-02T00:00:00Z";

describe("a filter of orders", () => {
  test("that is empty requests the newest 1,000", () => {
    expect(checkOrderFilter({}, CALL)).toEqual({ limit: 1000 });
  });

  test("keeps the given values, with its times parsed", () => {
    const filter: OrderFilter = {
      clientOrderIds: ["mine-1"],
      symbols: ["BTC-USD", "BIT-28FEB27-CDE"],
      statuses: [OrderStatus.OPEN],
      side: OrderSide.SELL,
      types: [OrderType.LIMIT],
      start: START,
      end: new Date(END),
      limit: 5,
    };
    expect(checkOrderFilter(filter, CALL)).toEqual({
      ...filter,
      start: parseTimestamp(START),
      end: parseTimestamp(END),
    });
  });

  test.each<readonly [string, unknown]>([
    ["clientOrderIds[0]", { clientOrderIds: ["canary/../x"] }],
    ["clientOrderIds", { clientOrderIds: "canary" }],
    ["symbols[1]", { symbols: ["BTC-USD", "canary/../x"] }],
    ["symbols", { symbols: "BTC-USD" }],
    ["symbols", { symbols: null }],
    ["statuses[0]", { statuses: ["OPEN"] }],
    ["statuses[0]", { statuses: [OrderStatus.UNSPECIFIED] }],
    ["types[0]", { types: [99] }],
    ["side", { side: 0 }],
    ["side", { side: "canary" }],
    ["start", { start: "canary" }],
    ["start", { start: null }],
    ["end", { end: 5 }],
    ["end", { start: END, end: START }],
    ["end", { start: START, end: START }],
    ["limit", { limit: 0 }],
    ["limit", { limit: 1.5 }],
    ["limit", { limit: Number.NaN }],
    ["limit", { limit: Number.POSITIVE_INFINITY }],
    ["limit", { limit: "5" }],
    ["filter", { symbol: "canary" }],
    ["filter", { Symbols: [] }],
    ["filter", null],
    ["filter", "canary"],
    ["filter", ["BTC-USD"]],
  ])("%s is refused in %j", async (field, filter) => {
    const error = await failureOf(() => checkOrderFilter(filter as OrderFilter, CALL));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", ...CALL });
    expect(everythingOf(error)).not.toContain("canary");
  });
});

describe("a filter of fills", () => {
  test("keeps the given values", () => {
    const filter: FillFilter = { orderIds: ["order-1"], symbols: ["BTC-USD"], start: START, limit: 1 };
    expect(checkFillFilter(filter, CALL)).toEqual({ ...filter, start: parseTimestamp(START) });
  });

  test.each<readonly [string, unknown]>([
    ["orderIds[0]", { orderIds: [".."] }],
    ["orderIds", { orderIds: "order-1" }],
    ["symbols[0]", { symbols: ["btc-usd"] }],
    ["filter", { statuses: [OrderStatus.OPEN] }],
    ["filter", null],
  ])("%s is refused in %j", async (field, filter) => {
    const error = await failureOf(() => checkFillFilter(filter as FillFilter, CALL));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no" });
  });
});
