import { OrderSide, OrderStatus, OrderType } from "@cqvx/core";
import { compareDecimals, sumDecimals, timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { LIMIT_ORDER, MARKET_ORDER } from "../testdata/orders.ts";
import { watchBooks } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

test("options are recorded as they were at the call, with their signal", async () => {
  const client = createMockClient();
  client.onGetBalance({});
  const { signal } = new AbortController();
  const options = { signal, timeoutMs: 100 };
  await client.getBalance(options);
  options.timeoutMs = 7;
  expect(client.calls.getBalance[0]?.options?.timeoutMs).toBe(100);
  expect(client.calls.getBalance[0]?.options?.signal).toBe(signal);
});

test("subscription options are recorded as they were at the call, with their functions", async () => {
  const client = createMockClient();
  client.emitOrderBook();
  const options = { depth: 5, onState: () => {} };
  await client.subscribeOrderBook("BTC-USD", () => {}, options);
  options.depth = 7;
  expect(client.calls.subscribeOrderBook[0]?.options?.depth).toBe(5);
});

test("the report of a partial fill adds up", async () => {
  const client = createMockClient();
  client.onPlaceOrder({ status: OrderStatus.PARTIALLY_FILLED, filledQuantity: "1" });
  const { filledQuantity = "", remainingQuantity = "" } = await client.placeOrder(LIMIT_ORDER);
  expect(compareDecimals(sumDecimals(filledQuantity, remainingQuantity), "2.5")).toBe(0);
});

test("a reset restarts the ids", async () => {
  const client = createMockClient();
  const place = async () => {
    client.onPlaceOrder({});
    const { orderId, clientOrderId } = await client.placeOrder(LIMIT_ORDER);
    return [orderId, clientOrderId];
  };
  const ids = await place();
  client.reset();
  expect(await place()).toEqual(ids);
});

test("a call that is aborted before it is sent uses no answer", async () => {
  const client = createMockClient();
  client.onGetBalance.once({});
  await failureOf(client.getBalance({ signal: AbortSignal.abort() }));
  await expect(client.getBalance()).resolves.toBeDefined();
});

test("an undefined required field of an answer keeps the value of the call", async () => {
  const client = createMockClient();
  client.onPlaceOrder({ symbol: undefined, type: undefined, clientOrderId: undefined });
  expect(await client.placeOrder({ ...MARKET_ORDER, clientOrderId: "mine" })).toMatchObject({
    symbol: "ETH-USD",
    type: OrderType.MARKET,
    clientOrderId: "mine",
  });
  client.onGetOrder({ orderId: undefined });
  expect((await client.getOrder("asked")).orderId).toBe("asked");
  client.onGetOrderBook({ symbol: undefined });
  expect((await client.getOrderBook("ETH-USD")).symbol).toBe("ETH-USD");
});

test("calls of a lacking method are recorded", async () => {
  const client = createMockClient({ lacks: ["getBalance"] });
  await failureOf(client.getBalance());
  expect(client.getBalanceCallCount()).toBe(1);
});

test("the orderTypes option also applies over another client", async () => {
  const other = createMockClient();
  other.onPlaceOrder({});
  const client = createMockClient({ over: other, orderTypes: [OrderType.LIMIT] });
  expect(await failureOf(client.placeOrder(MARKET_ORDER))).toMatchObject({
    kind: "unsupported",
    field: "type",
  });
});

test("a reset also ends the streams that another client serves", async () => {
  const other = createMockClient();
  other.emitOrderBook();
  const client = createMockClient({ over: other });
  const watched = await watchBooks(client);
  client.reset();
  expect(watched.subscription.state).toBe("closed");
});

test("invalid options are refused with invalidInput", async () => {
  for (const options of [null, { over: {} }, { over: null }])
    expect(await failureOf(() => createMockClient(options as never))).toMatchObject({ kind: "invalidInput" });
});

test("mocks of two venues make different ids", async () => {
  const ids = new Set<string>();
  for (const venue of ["coinbase", "prime"]) {
    const client = createMockClient({ venue });
    client.onPlaceOrder({});
    const r = await client.placeOrder(LIMIT_ORDER);
    ids.add(r.orderId).add(r.clientOrderId);
  }
  expect(ids.size).toBe(4);
});

test("the getters of a class instance are recorded", async () => {
  const client = createMockClient();
  class Draft {
    symbol = "ETH-USD";
    side = OrderSide.BUY;
    type = OrderType.MARKET;
    get quantity(): string {
      return "2";
    }
  }
  client.onPlaceOrder({});
  await client.placeOrder(new Draft());
  expect(client.calls.placeOrder[0]?.order.quantity).toBe("2");
});

test("the times of all answers come from the client's clock", async () => {
  const clock = createManualClock();
  const client = createMockClient({ clock });
  await clock.advance(60_000);
  const now = timestampFromMilliseconds(clock.now());
  client.onGetOrder({});
  client.onGetOrders([{}]);
  client.onGetOrderBook({});
  client.onGetBalance({});
  client.onGetFills([{}]);
  client.onEditOrder({});
  const order = { createdTime: now, updatedTime: now };
  expect(await client.getOrder("a")).toMatchObject(order);
  expect(await client.getOrders()).toMatchObject([order]);
  expect(await client.editOrder("a", { price: "1" })).toMatchObject(order);
  expect(await client.getOrderBook("BTC-USD")).toMatchObject({ timestamp: now });
  expect(await client.getBalance()).toMatchObject({ timestamp: now });
  expect(await client.getFills()).toMatchObject([{ timestamp: now }]);
});
