/** Orders of the `user` channel, whose fields differ from those of `getOrder`. */

import { type Order, OrderSide, OrderStatus, OrderType, TimeInForce, toPlain } from "@cqvx/core";
import { MalformedReply, readJsonObject } from "@cqvx/core/venue";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areEqual, readExact } from "../testdata/exact-decimal.ts";
import { fieldsAt, type Json, type JsonFields, readFixture } from "../testdata/fixtures/fixtures.ts";
import { readOrder } from "./order.ts";

const ID = "order-1";

const read = (order: JsonFields): Order => readOrder(readJsonObject(JSON.stringify(order)));

const readChanged = (changes: JsonFields): Order => read({ order_id: ID, status: "OPEN", ...changes });

const stored = (name: string, index = 0): JsonFields =>
  fieldsAt(readFixture(name).input, "events", 0, "orders", index);

test("an open order has the fields that are known, and no others", () => {
  expect(toPlain(read(stored("stream-orders-snapshot")))).toEqual({
    symbol: "SOL-USD",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    price: "171.250",
    postOnly: true,
    clientOrderId: expect.stringMatching(/^[\da-f-]{36}$/),
    orderId: expect.stringMatching(/^[\da-f-]{36}$/),
    status: "OPEN",
    venueStatus: "OPEN",
    venueType: "Limit",
    rejectReason: "",
    filledQuantity: "0",
    filledQuoteQuantity: "0",
    fee: "0",
    feeAsset: "USD",
    createdTime: "2026-10-05T11:20:30.500219Z",
  });
});

test.each<[string, string, number, object]>([
  [
    "a stop order",
    "stream-orders-snapshot",
    1,
    {
      side: "SELL",
      type: "STOP_LIMIT",
      timeInForce: "GTD",
      price: "148.5",
      stopPrice: "150",
      remainingQuantity: "7.5",
      expireTime: "2031-03-04T05:06:07.250Z",
      postOnly: false,
    },
  ],
  [
    "a partly filled order in USDC",
    "stream-orders-snapshot",
    2,
    {
      symbol: "BTC-USDC",
      status: "PARTIALLY_FILLED",
      filledQuantity: "0.0125",
      filledQuoteQuantity: "803.12500000",
      averagePrice: "64250.00000000",
      fee: "3.2125",
      feeAsset: "USDC",
    },
  ],
  [
    "a filled order",
    "stream-orders-update",
    0,
    { status: "FILLED", filledQuantity: "3.10", averagePrice: "171.24", fee: "1.327110" },
  ],
  [
    "an order with few fields",
    "stream-orders-few-fields",
    0,
    {
      status: "REJECTED",
      side: "SELL",
      type: "MARKET",
      timeInForce: "UNSPECIFIED",
      clientOrderId: "",
      rejectReason: "REJECT_REASON_INSUFFICIENT_FUNDS",
    },
  ],
])("reads %s", (_, name, index, expected) => {
  expect(toPlain(read(stored(name, index)))).toMatchObject(expected);
});

test("an id alone is an order, and an order without an id is malformed", () => {
  expect(toPlain(read({ order_id: ID }))).toEqual({
    orderId: ID,
    clientOrderId: "",
    symbol: "",
    side: "UNSPECIFIED",
    type: "UNSPECIFIED",
    timeInForce: "UNSPECIFIED",
    status: "UNSPECIFIED",
    venueStatus: "",
    venueType: "",
    rejectReason: "",
  });
  expect(() => read({ ...stored("stream-orders-update"), order_id: "" })).toThrow(MalformedReply);
});

test.each<[string, OrderType]>([
  ["Limit", OrderType.LIMIT],
  ["LIMIT", OrderType.LIMIT],
  ["Market", OrderType.MARKET],
  ["Stop Limit", OrderType.STOP_LIMIT],
  ["STOP_LIMIT", OrderType.STOP_LIMIT],
  ["Bracket", OrderType.BRACKET],
  ["TWAP", OrderType.TWAP],
  ["Roll Open", OrderType.UNSPECIFIED],
  ["", OrderType.UNSPECIFIED],
])("the type %j is %i, and venueType keeps it", (word, type) => {
  expect(readChanged({ order_type: word })).toMatchObject({ type, venueType: word });
});

test.each<[string, OrderSide]>([
  ["BUY", OrderSide.BUY],
  ["Sell", OrderSide.SELL],
  ["UNKNOWN_ORDER_SIDE", OrderSide.UNSPECIFIED],
])("the side %s is %i", (order_side, side) => {
  expect(readChanged({ order_side })).toMatchObject({ side });
});

test.each<[string, TimeInForce]>([
  ["GOOD_UNTIL_CANCELLED", TimeInForce.GTC],
  ["GOOD_UNTIL_DATE_TIME", TimeInForce.GTD],
  ["IMMEDIATE_OR_CANCEL", TimeInForce.IOC],
  ["FILL_OR_KILL", TimeInForce.FOK],
  ["UNKNOWN_TIME_IN_FORCE", TimeInForce.UNSPECIFIED],
])("the time in force %s is %i", (time_in_force, timeInForce) => {
  expect(readChanged({ time_in_force })).toMatchObject({ timeInForce });
});

test.each<[string, JsonFields, OrderStatus]>([
  ["open", { cumulative_quantity: "0" }, OrderStatus.OPEN],
  ["open, with a zero of many digits", { cumulative_quantity: "0.00000000" }, OrderStatus.OPEN],
  ["filled in part", { cumulative_quantity: "0.5" }, OrderStatus.PARTIALLY_FILLED],
  ["being cancelled", { status: "CANCEL_QUEUED", cumulative_quantity: "0.5" }, OrderStatus.PENDING_CANCEL],
  ["cancelled after a fill", { status: "CANCELLED", cumulative_quantity: "0.5" }, OrderStatus.CANCELLED],
  ["filled", { status: "FILLED", cumulative_quantity: "0.5" }, OrderStatus.FILLED],
  ["of a status to come", { status: "HALTED", cumulative_quantity: "0.5" }, OrderStatus.UNSPECIFIED],
])("an order is %s", (_, fields, status) => {
  expect(readChanged(fields)).toMatchObject({ status });
});

describe("the remaining quantity", () => {
  const leaves = { leaves_quantity: "250.00", cumulative_quantity: "1" };

  test.each(["Stop Limit", "Bracket"])("of a %s order is read, as it is in the base asset", (order_type) => {
    expect(readChanged({ ...leaves, order_type })).toMatchObject({ remainingQuantity: "250.00" });
  });

  // An amount of dollars must not become an amount of coins.
  test.each(["Market", "Limit", "TWAP", "Something New", ""])(
    "of a %s order is absent, as it may be in the quote asset",
    (order_type) => {
      expect(readChanged({ ...leaves, order_type })).not.toHaveProperty("remainingQuantity");
    },
  );

  test.each(["FILLED", "CANCELLED", "EXPIRED", "FAILED"])(
    "of an order that is %s is absent, not the 0 that Coinbase sends",
    (status) => {
      const order = readChanged({ status, order_type: "Stop Limit", leaves_quantity: "0" });
      expect(order).not.toHaveProperty("remainingQuantity");
    },
  );
});

describe("a field without information is absent", () => {
  test.each<[keyof Order, JsonFields]>([
    ["price", { limit_price: "0" }],
    ["price", { limit_price: "0.00" }],
    ["price", { limit_price: "" }],
    ["stopPrice", { stop_price: "" }],
    ["stopPrice", { stop_price: "0" }],
    ["averagePrice", { avg_price: "0" }],
    ["averagePrice", { avg_price: "" }],
    ["filledQuantity", { cumulative_quantity: "" }],
    ["filledQuoteQuantity", { filled_value: null }],
    ["fee", { total_fees: "" }],
    ["postOnly", { post_only: "" }],
    ["expireTime", { end_time: "0001-01-01T00:00:00Z" }],
    ["expireTime", { end_time: "" }],
    ["startTime", { start_time: "0001-01-01T00:00:00Z" }],
    ["createdTime", { creation_time: "just now" }],
  ])("%s in %j", (field, fields) => {
    expect(readChanged(fields)).not.toHaveProperty(field);
  });
});

test("a TWAP order has its start and end time", () => {
  const order = readChanged({
    order_type: "TWAP",
    start_time: "2031-03-04T05:06:07Z",
    end_time: "2031-03-04T06:06:07Z",
  });
  expect(toPlain(order)).toMatchObject({
    startTime: "2031-03-04T05:06:07Z",
    expireTime: "2031-03-04T06:06:07Z",
  });
});

test.each<[string, JsonFields, string]>([
  ["in the documentation", { reject_reason: "HOLD_FAILURE" }, "HOLD_FAILURE"],
  ["on the wire", { reject_Reason: "HOLD_FAILURE" }, "HOLD_FAILURE"],
  ["nowhere", { reject_reason: "", reject_Reason: "" }, ""],
  ["as unknown", { reject_Reason: "REJECT_REASON_UNSPECIFIED" }, ""],
])("the reason of a refused order is read from %s", (_, fields, rejectReason) => {
  expect(readChanged({ status: "FAILED", ...fields })).toMatchObject({ rejectReason });
});

describe("with any damaged field", () => {
  /** The fields from which each amount may come. */
  const SOURCES: Readonly<Record<string, string>> = {
    price: "limit_price",
    stopPrice: "stop_price",
    filledQuantity: "cumulative_quantity",
    filledQuoteQuantity: "filled_value",
    remainingQuantity: "leaves_quantity",
    averagePrice: "avg_price",
    fee: "total_fees",
  };
  const WORDS = [
    "symbol",
    "clientOrderId",
    "orderId",
    "venueStatus",
    "venueType",
    "rejectReason",
    "feeAsset",
  ];

  /** Lists the amounts of an order that come from no allowed field. */
  function invented(order: Order, input: JsonFields): string[] {
    return Object.entries(order).flatMap(([name, value]) => {
      const source = SOURCES[name];
      if (source === undefined)
        return typeof value !== "string" || name === "$typeName" || WORDS.includes(name) ? [] : [name];
      const [amount, sent] = [readExact(String(value)), readExact(String(input[source] ?? ""))];
      return amount !== undefined && sent !== undefined && areEqual(amount, sent)
        ? []
        : [`${name}: ${value}`];
    });
  }

  const anything: fc.Arbitrary<Json> = fc.oneof(
    fc.constantFrom<Json>(
      null,
      "",
      "0",
      "0.00",
      "true",
      "Stop Limit",
      "FILLED",
      "-1",
      "1e3",
      ".5",
      "NaN",
      "0x1",
      "9".repeat(300),
    ),
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.boolean(),
    fc.dictionary(fc.string(), fc.string()),
    fc.array(fc.string()),
  );
  const names = Object.keys(stored("stream-orders-snapshot"));

  test("an order is malformed, or every amount of it is the venue's", () => {
    const changes = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 });
    const orders = fc.constantFrom(
      ...[0, 1, 2].map((index) => stored("stream-orders-snapshot", index)),
      stored("stream-orders-update"),
    );
    fc.assert(
      fc.property(orders, changes, (order, changed) => {
        // JSON drops undefined fields.
        const sent: JsonFields = JSON.parse(JSON.stringify({ ...order, ...changed }));
        let outcome: Order;
        try {
          outcome = read(sent);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedReply);
          return;
        }
        expect(invented(outcome, sent)).toEqual([]);
        expect(outcome.orderId).toBe(String(sent.order_id));
      }),
      { seed: 20_260_101, numRuns: 2_000 },
    );
  });

  test("a final order never has a remaining quantity, and an open one never becomes final", () => {
    const fields = fc.record({
      status: fc.constantFrom(
        "OPEN",
        "FILLED",
        "CANCELLED",
        "EXPIRED",
        "FAILED",
        "PENDING",
        "CANCEL_QUEUED",
        "X",
      ),
      order_type: fc.constantFrom("Limit", "Market", "Stop Limit", "Bracket", "TWAP", "LIMIT", "?"),
      leaves_quantity: fc.constantFrom("0", "0.00", "1.5", ""),
      cumulative_quantity: fc.constantFrom("0", "0.000", "2.5", ""),
    });
    fc.assert(
      fc.property(fields, (changes) => {
        const order = readChanged(changes);
        const isOver = ["FILLED", "CANCELLED", "EXPIRED", "FAILED"].includes(changes.status);
        const live: readonly OrderStatus[] = [
          OrderStatus.OPEN,
          OrderStatus.PARTIALLY_FILLED,
          OrderStatus.PENDING,
          OrderStatus.PENDING_CANCEL,
          OrderStatus.UNSPECIFIED,
        ];
        expect(live.includes(order.status)).toBe(!isOver);
        if (isOver) expect(order).not.toHaveProperty("remainingQuantity");
      }),
      { seed: 20_260_101, numRuns: 1_000 },
    );
  });
});
