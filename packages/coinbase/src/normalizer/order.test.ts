import { type Order, OrderSide, OrderStatus, OrderType, TimeInForce, toPlain } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { fieldsAt, type Json, type JsonFields, readFixture } from "../testdata/fixtures/fixtures.ts";
import { reply } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

const ID = "order-1";

/** Reads an order of the venue with `getOrder`. */
async function read(order: JsonFields): Promise<Order> {
  const id = typeof order.order_id === "string" ? order.order_id : ID;
  const { client } = createTestClient({ [`GET /orders/historical/${id}`]: reply({ order }) });
  return client.getOrder(id);
}

const readChanged = (changes: JsonFields): Promise<Order> =>
  read({ order_id: ID, status: "OPEN", ...changes });

async function readStored(name: string): Promise<Order> {
  const { kind, input } = readFixture(name);
  return read(kind === "rest.order" ? fieldsAt(input) : fieldsAt(input, "order"));
}

test("a filled order has every field, with the digits that were sent", async () => {
  expect(toPlain(await readStored("order-filled"))).toEqual({
    symbol: "SOL-USD",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "3.10",
    price: "171.250",
    postOnly: true,
    clientOrderId: expect.stringMatching(/^[\da-f-]{36}$/),
    orderId: expect.stringMatching(/^[\da-f-]{36}$/),
    status: "FILLED",
    venueStatus: "FILLED",
    venueType: "LIMIT",
    rejectReason: "",
    filledQuantity: "3.10",
    filledQuoteQuantity: "530.844",
    remainingQuantity: "0.00",
    averagePrice: "171.24",
    fee: "1.327110",
    feeAsset: "USD",
    createdTime: "2026-10-05T11:20:30.500219Z",
    updatedTime: "2026-10-05T11:21:02.100441Z",
  });
});

test.each<[string, object]>([
  [
    "order-cancelled-after-partial-fill",
    {
      status: "CANCELLED",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "IOC",
      filledQuantity: "4.5",
      remainingQuantity: "7.5",
      averagePrice: "190.013333333333",
      updatedTime: "2026-10-05T11:20:30.512345Z",
    },
  ],
  [
    "order-open-partially-filled",
    {
      status: "PARTIALLY_FILLED",
      venueStatus: "OPEN",
      timeInForce: "GTD",
      expireTime: "2031-03-04T05:06:07Z",
      remainingQuantity: "7.5",
      postOnly: false,
    },
  ],
  [
    "order-stop-limit-gtd",
    {
      status: "OPEN",
      type: "STOP_LIMIT",
      timeInForce: "GTD",
      price: "148.5",
      stopPrice: "150",
      expireTime: "2031-03-04T05:06:07.250Z",
    },
  ],
  [
    "order-bracket-type-outside-enum",
    {
      type: "BRACKET",
      timeInForce: "GTC",
      price: "230",
      stopPrice: "160",
      venueType: "TAKE_PROFIT_STOP_LOSS",
    },
  ],
  [
    "order-twap",
    {
      status: "PENDING",
      venueStatus: "QUEUED",
      type: "TWAP",
      timeInForce: "GTD",
      quantity: "60",
      price: "180",
      startTime: "2031-03-04T04:06:07Z",
      expireTime: "2031-03-04T05:06:07Z",
    },
  ],
])("%s", async (name, expected) => {
  expect(toPlain(await readStored(name))).toMatchObject(expected);
});

test("a market order sized in quote has no quantity and no remaining quantity", async () => {
  const order = await readStored("order-market-sized-in-quote");
  expect(order).toMatchObject({
    type: OrderType.MARKET,
    quoteQuantity: "250.50",
    filledQuantity: "1.32858",
    filledQuoteQuantity: "249.0091065",
  });
  expect(order).not.toHaveProperty("quantity");
  expect(order).not.toHaveProperty("remainingQuantity");
});

test("missing fields of a failed order are absent, not empty or zero", async () => {
  const order = await readStored("order-failed");
  expect(order).toEqual({
    $typeName: "cqc.venues.v1.Order",
    symbol: "",
    side: OrderSide.UNSPECIFIED,
    type: OrderType.UNSPECIFIED,
    timeInForce: TimeInForce.UNSPECIFIED,
    clientOrderId: "",
    orderId: order.orderId,
    status: OrderStatus.REJECTED,
    venueStatus: "FAILED",
    venueType: "",
    rejectReason: "HOLD_FAILURE",
  });
});

test("unknown values are UNSPECIFIED, and the venue's values are kept", async () => {
  expect(await readStored("order-unknown-everything")).toMatchObject({
    side: OrderSide.UNSPECIFIED,
    type: OrderType.UNSPECIFIED,
    timeInForce: TimeInForce.UNSPECIFIED,
    status: OrderStatus.UNSPECIFIED,
    venueStatus: "SLEEPING",
    venueType: "SOMETHING_NEW",
    quantity: "1.5",
    price: "9.75",
  });
});

describe("the status", () => {
  test.each<[JsonFields, OrderStatus]>([
    [{ status: "PENDING" }, OrderStatus.PENDING],
    [{ status: "QUEUED" }, OrderStatus.PENDING],
    [{ status: "OPEN" }, OrderStatus.OPEN],
    [{ status: "OPEN", filled_size: "0.00000000" }, OrderStatus.OPEN],
    [{ status: "OPEN", filled_size: "" }, OrderStatus.OPEN],
    [{ status: "OPEN", filled_size: "0.00000001" }, OrderStatus.PARTIALLY_FILLED],
    [{ status: "EDIT_QUEUED" }, OrderStatus.OPEN],
    [{ status: "EDIT_QUEUED", filled_size: "2" }, OrderStatus.PARTIALLY_FILLED],
    [{ status: "CANCEL_QUEUED", filled_size: "2" }, OrderStatus.PENDING_CANCEL],
    [{ status: "OPEN", pending_cancel: true, filled_size: "2" }, OrderStatus.PENDING_CANCEL],
    [{ status: "FILLED", pending_cancel: true }, OrderStatus.FILLED],
    [{ status: "CANCELLED", filled_size: "2" }, OrderStatus.CANCELLED],
    [{ status: "EXPIRED", filled_size: "2" }, OrderStatus.EXPIRED],
    [{ status: "FAILED" }, OrderStatus.REJECTED],
    [{ status: "UNKNOWN_ORDER_STATUS" }, OrderStatus.UNSPECIFIED],
    [{ status: "" }, OrderStatus.UNSPECIFIED],
    [{ status: "__proto__" }, OrderStatus.UNSPECIFIED],
  ])("of %j is %i", async (fields, status) => {
    expect(await readChanged(fields)).toMatchObject({ status, venueStatus: fields.status });
  });
});

describe("a field without information is absent", () => {
  test.each<[string, keyof Order, JsonFields]>([
    ["an average price of 0 without fills", "averagePrice", { average_filled_price: "0" }],
    ["an average price of 0.00", "averagePrice", { average_filled_price: "0.00" }],
    ["empty fees", "fee", { total_fees: "" }],
    ["a fee asset without a fee", "feeAsset", { product_id: "SOL-USD" }],
    ["the fee asset of a future", "feeAsset", { product_id: "BIT-26FEB27-CDE", total_fees: "1" }],
    ["an empty price", "price", { order_configuration: { limit_limit_gtc: { limit_price: "" } } }],
    ["no times", "updatedTime", { last_update_time: null, last_fill_time: "" }],
    ["an invalid time", "createdTime", { created_time: "yesterday" }],
    ["the remaining quantity of an unknown size", "remainingQuantity", { filled_size: "1" }],
    ["an empty configuration", "quantity", { order_configuration: {} }],
    ["a configuration of null", "quantity", { order_configuration: { limit_limit_gtc: null } }],
  ])("%s", async (_, field, fields) => {
    expect(await readChanged(fields)).not.toHaveProperty(field);
  });
});

test.each<[string, JsonFields, string]>([
  ["the reason", { reject_reason: "TOO_MANY_OPEN_ORDERS", reject_message: "many" }, "TOO_MANY_OPEN_ORDERS"],
  ["the message", { reject_reason: "REJECT_REASON_UNSPECIFIED", reject_message: "many" }, "many"],
  ["nothing", { reject_reason: "REJECT_REASON_UNSPECIFIED", reject_message: "" }, ""],
])("the reason of a refused order is read from %s", async (_, fields, rejectReason) => {
  expect(await readChanged(fields)).toMatchObject({ rejectReason });
});

test.each<[string, OrderType, TimeInForce, Json]>([
  ["market_market_fok", OrderType.MARKET, TimeInForce.FOK, "MARKET"],
  ["limit_limit_fok", OrderType.LIMIT, TimeInForce.FOK, "LIMIT"],
  ["trigger_bracket_gtd", OrderType.BRACKET, TimeInForce.GTD, "BRACKET"],
  ["stop_limit_stop_limit_gtc", OrderType.STOP_LIMIT, TimeInForce.GTC, null],
])("the configuration %s gives type and time in force", async (key, type, timeInForce, order_type) => {
  const order = await readChanged({ order_configuration: { [key]: { base_size: "1" } }, order_type });
  expect(order).toMatchObject({ type, timeInForce, quantity: "1", venueType: order_type ?? key });
});

test("a known configuration is found among unknown fields", async () => {
  const order_configuration = { version: 2, limit_limit_gtc: { base_size: ".5", limit_price: "1e3" } };
  expect(await readChanged({ order_configuration })).toMatchObject({ quantity: "0.5", price: "1000" });
});

test("without a configuration the type and time in force come from the order's own fields", async () => {
  const order = await readChanged({ order_type: "LIMIT", time_in_force: "FILL_OR_KILL" });
  expect(order).toMatchObject({ type: OrderType.LIMIT, timeInForce: TimeInForce.FOK, venueType: "LIMIT" });
});

test("numbers are read with all their digits", async () => {
  const text = `{"order":{"order_id":"${ID}","filled_size":0.1234567890123456789,"total_fees":12345678901234567890.10}}`;
  const { client } = createTestClient({ [`GET /orders/historical/${ID}`]: reply(text) });
  expect(await client.getOrder(ID)).toMatchObject({
    filledQuantity: "0.1234567890123456789",
    fee: "12345678901234567890.10",
  });
});
