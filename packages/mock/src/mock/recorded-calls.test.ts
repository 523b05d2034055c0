import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";
import { expect, test } from "vitest";
import { EVERY_METHOD } from "../testdata/every-method.ts";
import { LIMIT_ORDER, MARKET_ORDER } from "../testdata/orders.ts";
import { createMockClient } from "./mock-client.ts";

const ignore = (): void => {};

test("a recorded call has its arguments by name", async () => {
  const client = createMockClient();
  const options = { timeoutMs: 5 };
  await Promise.allSettled([
    client.placeOrder(LIMIT_ORDER, options),
    client.cancelOrder("cancelled", options),
    client.getOrder("got"),
    client.getOrders({ limit: 3 }, options),
    client.getBalance({ includeZero: true }),
    client.getOrderBook("BTC-USD", { depth: 5 }),
    client.subscribeOrderBook("BTC-USD", ignore, { depth: 5 }),
    client.subscribeTrades("ETH-USD", ignore, { history: true }),
    client.health(options),
    client.getFills({ orderIds: ["filled"] }),
    client.getProducts({ symbols: ["BTC-USD"] }),
    client.editOrder("edited", { price: "1" }),
    client.previewOrder(MARKET_ORDER),
    client.subscribeOrders(ignore, { symbols: ["BTC-USD"] }),
  ]);
  expect(client.calls).toEqual({
    placeOrder: [{ order: LIMIT_ORDER, options }],
    cancelOrder: [{ orderId: "cancelled", options }],
    getOrder: [{ orderId: "got", options: undefined }],
    getOrders: [{ filter: { limit: 3 }, options }],
    getBalance: [{ options: { includeZero: true } }],
    getOrderBook: [{ symbol: "BTC-USD", options: { depth: 5 } }],
    subscribeOrderBook: [{ symbol: "BTC-USD", handler: ignore, options: { depth: 5 } }],
    subscribeTrades: [{ symbol: "ETH-USD", handler: ignore, options: { history: true } }],
    health: [{ options }],
    getFills: [{ filter: { orderIds: ["filled"] }, options: undefined }],
    getProducts: [{ filter: { symbols: ["BTC-USD"] }, options: undefined }],
    editOrder: [{ orderId: "edited", changes: { price: "1" }, options: undefined }],
    previewOrder: [{ order: MARKET_ORDER, options: undefined }],
    subscribeOrders: [{ handler: ignore, options: { symbols: ["BTC-USD"] } }],
  });
});

test("a handler is recorded unchanged and can be called", async () => {
  const client = createMockClient();
  client.emitOrderBook();
  const seen: unknown[] = [];
  await client.subscribeOrderBook("BTC-USD", ({ symbol }) => void seen.push(symbol));
  const [call] = client.calls.subscribeOrderBook;
  const book = { ...(await bookOf(client)), symbol: "ETH-USD" };
  call?.handler(book, { state: "live" });
  expect(seen).toEqual(["BTC-USD", "ETH-USD"]);
});

test("later changes of arguments do not change recorded calls", async () => {
  const client = createMockClient();
  client.onPlaceOrder({});
  client.onGetOrders([]);
  client.onEditOrder({});
  const order = { ...LIMIT_ORDER, startTime: new Date(5_000) };
  const filter = { symbols: ["BTC-USD"] };
  const changes = { price: "1" };
  const pending = [client.placeOrder(order), client.getOrders(filter), client.editOrder("id", changes)];
  order.quantity = "99";
  order.startTime.setTime(0);
  filter.symbols.push("ETH-USD");
  changes.price = "2";
  await Promise.all(pending);
  expect(client.calls.placeOrder[0]?.order).toEqual({ ...LIMIT_ORDER, startTime: new Date(5_000) });
  expect(client.calls.getOrders[0]?.filter).toEqual({ symbols: ["BTC-USD"] });
  expect(client.calls.editOrder[0]?.changes).toEqual({ price: "1" });
});

test("calls are recorded in order, whether they succeed or fail", async () => {
  const client = createMockClient();
  client.onGetOrder.inTurn({}, new Error("boom"));
  const ids = ["first", "second", "not-configured", "../bad"];
  await Promise.allSettled(ids.map((id) => client.getOrder(id)));
  expect(client.calls.getOrder.map(({ orderId }) => orderId)).toEqual(ids);
});

test("a call is recorded before it is answered", async () => {
  const client = createMockClient();
  let counted = 0;
  client.onGetBalance(() => {
    counted = client.getBalanceCallCount();
    return {};
  });
  await client.getBalance();
  expect(counted).toBe(1);
});

test.each(EVERY_METHOD)(
  "the counter of $method counts only its own calls",
  async ({ method, call, value, answers }) => {
    const client = createMockClient();
    answers(client)(value);
    expect(client[`${method}CallCount`]()).toBe(0);
    await call(client);
    await call(client);
    for (const each of CAPABILITY_METHODS) {
      expect(client[`${each}CallCount`]()).toBe(each === method ? 2 : 0);
      expect(client.calls[each]).toHaveLength(each === method ? 2 : 0);
    }
  },
);

test("an unreadable argument is recorded unchanged", async () => {
  const client = createMockClient();
  const unreadable = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("unreadable");
      },
    },
  );
  await client.getOrders(unreadable).catch(ignore);
  expect(client.calls.getOrders[0]?.filter).toBe(unreadable);
});

async function bookOf(client: ReturnType<typeof createMockClient>) {
  client.onGetOrderBook.once({});
  return client.getOrderBook("BTC-USD");
}
