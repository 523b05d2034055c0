import { OrderSide, OrderStatus, OrderType, type VenueClient } from "@cqvx/core";
import { expect, test } from "vitest";
import { EVERY_METHOD } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient, type MockClient } from "./mock-client.ts";

test("a service can be tested with answers and recorded calls", async () => {
  const client = createMockClient();
  client.onPlaceOrder((order) => ({
    orderId: "mock-12345",
    status: OrderStatus.FILLED,
    filledQuantity: order.quantity,
    averagePrice: order.price,
  }));
  const service = (venue: VenueClient) =>
    venue.placeOrder({ symbol: "BTC-USD", side: OrderSide.BUY, type: OrderType.MARKET, quantity: "0.1" });

  expect(await service(client)).toMatchObject({
    orderId: "mock-12345",
    status: OrderStatus.FILLED,
    filledQuantity: "0.1",
    remainingQuantity: "0.0",
  });
  expect(client.placeOrderCallCount()).toBe(1);
  expect(client.calls.placeOrder[0]?.order.quantity).toBe("0.1");
});

test.each(EVERY_METHOD)(
  "$method works when it is copied to another object",
  async ({ method, call, value, answers }) => {
    const client = createMockClient();
    answers(client)(value);
    const taken = { [method]: client[method] } as unknown as MockClient;
    await expect(call(taken)).resolves.toBeDefined();
  },
);

test("setters, controls and counters work without their client", async () => {
  const { onGetBalance, getBalance, getBalanceCallCount, emitOrderBook, reset, close } = createMockClient();
  onGetBalance.once({});
  await getBalance();
  expect(getBalanceCallCount()).toBe(1);
  emitOrderBook();
  reset();
  expect(getBalanceCallCount()).toBe(0);
  await close();
  expect(await failureOf(getBalance())).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
});

test("a reset removes answers, recorded calls and streams", async () => {
  const client = createMockClient();
  client.onGetBalance({});
  client.onGetOrder.inTurn({}, {});
  client.emitOrderBook();
  client.emitTrade();
  client.emitOrder();
  client.emitState("stale", { symbol: "ETH-USD" });
  await client.getBalance();
  const watched = [await watchBooks(client), await watchTrades(client), await watchOrders(client)];

  client.reset();

  for (const { subscription, states } of watched) {
    expect(subscription.state).toBe("closed");
    expect(states).toEqual(["live", "closed"]);
    expect(await subscription.closed).toEqual({ reason: "closed" });
  }
  for (const { method, call } of EVERY_METHOD) {
    expect(client.calls[method]).toEqual([]);
    expect(client[`${method}CallCount`]()).toBe(0);
    expect(await failureOf(call(client))).toMatchObject({ code: "NOT_CONFIGURED" });
  }
  client.onSubscribeOrderBook({});
  expect((await watchBooks(client, "ETH-USD")).subscription.state).toBe("live");
});

test("a reset removes the history of streams", async () => {
  const client = createMockClient();
  client.emitTrade({ tradeId: "before" });
  client.emitOrder({ orderId: "before" });
  client.reset();
  client.onSubscribeTrades([]);
  client.onSubscribeOrders([]);
  expect((await watchTrades(client, "BTC-USD", { history: true })).items).toEqual([]);
  expect((await watchOrders(client)).items).toEqual([]);
});

test("a reset inside a handler ends the stream, and no other handler is called", async () => {
  const client = createMockClient();
  client.emitOrderBook();
  let seen = 0;
  await client.subscribeOrderBook("BTC-USD", () => {
    seen += 1;
    if (seen === 2) client.reset();
  });
  const other = await watchBooks(client);
  client.emitOrderBook({ sequence: "2" });
  client.emitOrderBook({ sequence: "3" });
  expect(seen).toBe(2);
  expect(other.items).toHaveLength(1);
  expect(other.subscription.state).toBe("closed");
});

test("a reset ends running calls, also inside an answer, and leaves no timer", async () => {
  const clock = createManualClock();
  const client = createMockClient({ clock });
  client.onHealth(() => new Promise(() => {}));
  client.onPlaceOrder(() => {
    client.reset();
    return {};
  });
  const health = failureOf(client.health());
  expect(await failureOf(client.placeOrder(LIMIT_ORDER))).toMatchObject({ kind: "outcomeUnknown" });
  expect(await health).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
  expect(clock.timers()).toBe(0);
  client.onHealth({});
  expect(await client.health()).toMatchObject({ streams: "idle" });
});

test("a reset does not reopen a closed client", async () => {
  const client = createMockClient();
  await client.close();
  client.reset();
  client.onHealth({});
  expect(await failureOf(client.health())).toMatchObject({ code: "CLIENT_CLOSED" });
});

test("a client and its streams are closed at the end of its `await using` block", async () => {
  const make = async () => {
    await using client = createMockClient();
    client.emitOrderBook();
    return { client, watched: await watchBooks(client) };
  };
  const { client, watched } = await make();
  expect(await watched.subscription.closed).toEqual({ reason: "closed" });
  for (const { call } of EVERY_METHOD)
    expect(await failureOf(call(client))).toMatchObject({
      kind: "aborted",
      code: "CLIENT_CLOSED",
      sent: "no",
    });
});

test("two clients are independent", async () => {
  const [one, other] = [createMockClient(), createMockClient()];
  one.onGetBalance({});
  one.emitOrderBook();
  await one.getBalance();
  expect(other.getBalanceCallCount()).toBe(0);
  expect(await failureOf(other.getBalance())).toMatchObject({ code: "NOT_CONFIGURED" });
  expect(await failureOf(watchBooks(other))).toMatchObject({ code: "NOT_CONFIGURED" });
});
