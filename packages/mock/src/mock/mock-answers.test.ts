import { OrderStatus, TimeInForce } from "@cqvx/core";
import { timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { CLIENT_ORDER_ID, EVERY_METHOD, SUBSCRIBING } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { LIMIT_ORDER, MARKET_ORDER } from "../testdata/orders.ts";
import { watchBooks, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { setterOf } from "./answers/replies.ts";
import { createMockClient } from "./mock-client.ts";

describe.each(EVERY_METHOD)("the answer of $method", ({ method, call, value, answers }) => {
  test("must be set, and the error says how", async () => {
    expect(await failureOf(call(createMockClient()))).toMatchObject({
      kind: "unsupported",
      code: "NOT_CONFIGURED",
      sent: "no",
      venue: "mock",
      operation: method,
      reason: `not configured: set an answer with client.${setterOf(method)}(…)`,
    });
  });

  test("can be a value for every call", async () => {
    const client = createMockClient();
    answers(client)(value);
    for (let count = 0; count < 3; count += 1) await expect(call(client)).resolves.toBeDefined();
  });

  test("can be a function that returns a value or a promise", async () => {
    const client = createMockClient();
    answers(client)(() => value);
    await expect(call(client)).resolves.toBeDefined();
    answers(client)(async () => {
      await nextTurn();
      return value;
    });
    await expect(call(client)).resolves.toBeDefined();
  });

  test("can be an error, given directly or by a function or a promise", async () => {
    const client = createMockClient();
    const error = new RangeError("of the test");
    const rejecting = [
      error,
      () => error,
      async () => error,
      () => Promise.reject(error),
      () => {
        throw error;
      },
    ];
    for (const answer of rejecting) {
      answers(client)(answer);
      await expect(call(client)).rejects.toBe(error);
    }
  });

  test("receives a signal that aborts during the call, and not after it", async () => {
    const client = createMockClient();
    const signals: AbortSignal[] = [];
    const keepSignal = (parameters: readonly unknown[]): void => {
      signals.push((parameters.at(-1) as { readonly signal: AbortSignal }).signal);
    };
    answers(client)((...parameters: readonly unknown[]) => {
      keepSignal(parameters);
      return new Promise(() => {});
    });
    const caller = new AbortController();
    const pending = call(client, { signal: caller.signal });
    await nextTurn();
    expect(signals[0]?.aborted).toBe(false);
    caller.abort();
    expect(signals[0]?.aborted).toBe(true);
    await failureOf(pending);

    answers(client)((...parameters: readonly unknown[]) => {
      keepSignal(parameters);
      return value;
    });
    const late = new AbortController();
    await call(client, { signal: late.signal });
    late.abort();
    expect(signals[1]?.aborted).toBe(false);
  });

  test("set with once comes before the answer to every call", async () => {
    const client = createMockClient();
    const [first, second] = [new Error("first"), new Error("second")];
    answers(client).once(first);
    answers(client)(value);
    answers(client).once(second);
    await expect(call(client)).rejects.toBe(first);
    await expect(call(client)).rejects.toBe(second);
    await expect(call(client)).resolves.toBeDefined();
    await expect(call(client)).resolves.toBeDefined();
  });

  test("set with inTurn is used once", async () => {
    const client = createMockClient();
    const error = new Error("in turn");
    answers(client).inTurn(value, error, () => value);
    await expect(call(client)).resolves.toBeDefined();
    await expect(call(client)).rejects.toBe(error);
    await expect(call(client)).resolves.toBeDefined();
    // Streamed items stay, and a subscription can start with them.
    if (!SUBSCRIBING.has(method))
      expect(await failureOf(call(client))).toMatchObject({ code: "NOT_CONFIGURED" });
  });

  test("goes to overlapping calls in the order of the calls", async () => {
    const client = createMockClient();
    const [slow, quick] = [defer<unknown>(), defer<unknown>()];
    const [first, second, third] = [new Error("1"), new Error("2"), new Error("3")];
    answers(client).inTurn(
      () => slow.promise,
      () => quick.promise,
      third,
    );
    const pending = [call(client), call(client), call(client)];
    const settled = Promise.allSettled(pending);
    quick.reject(second);
    await nextTurn();
    slow.reject(first);
    expect(await settled).toEqual([first, second, third].map((reason) => ({ status: "rejected", reason })));
  });

  test("that is undefined is not configured either", async () => {
    const client = createMockClient();
    answers(client)(() => undefined);
    const error = await failureOf(call(client));
    expect(error).toMatchObject({ kind: "unsupported", code: "NOT_CONFIGURED", operation: method });
    expect(error.reason).toContain(`client.${setterOf(method)}(…)`);
  });

  test("can itself set the next answer", async () => {
    const client = createMockClient();
    const error = new Error("from within");
    answers(client).once(() => {
      answers(client).once(error);
      return value;
    });
    await call(client);
    await expect(call(client)).rejects.toBe(error);
  });
});

describe("latency", () => {
  test("does not change the order of the answers", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock, latencyMs: 20 });
    client.onGetOrder.inTurn({ price: "1" }, { price: "2" }, { price: "3" });
    const ids = ["a", "b", "c"];
    const pending = Promise.all(ids.map((id) => client.getOrder(id)));
    await clock.advance(20);
    expect((await pending).map(({ orderId, price }) => [orderId, price])).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ]);
    expect(clock.timers()).toBe(0);
  });

  test("passes before the answer function is called", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock, latencyMs: 20 });
    let askedAt = -1;
    client.onGetBalance(() => {
      askedAt = clock.monotonic();
      return {};
    });
    const pending = client.getBalance();
    await clock.advance(19);
    expect(askedAt).toBe(-1);
    await clock.advance(1);
    await pending;
    expect(askedAt).toBe(20);
  });
});

describe("an answer function receives", () => {
  test("a checked order with its id and its defaults", async () => {
    const client = createMockClient({ seed: 3 });
    const asked: unknown[] = [];
    client.onPlaceOrder((order) => {
      asked.push(order);
      return {};
    });
    const report = await client.placeOrder(MARKET_ORDER);
    expect(asked).toEqual([
      { ...MARKET_ORDER, timeInForce: TimeInForce.IOC, clientOrderId: report.clientOrderId },
    ]);
  });

  test("the id of a read, a cancel and an edit, and the changes", async () => {
    const client = createMockClient();
    const asked: unknown[] = [];
    client.onGetOrder((orderId) => {
      asked.push(orderId);
      return {};
    });
    client.onCancelOrder((orderId) => {
      asked.push(orderId);
      return OrderStatus.CANCELLED;
    });
    client.onEditOrder((orderId, changes) => {
      asked.push(orderId, changes);
      return {};
    });
    await client.getOrder("one");
    expect(await client.cancelOrder("two")).toBe(OrderStatus.CANCELLED);
    await client.editOrder("three", { price: "5", quantity: undefined });
    expect(asked).toEqual(["one", "two", "three", { price: "5" }]);
  });

  test("the filter of orders and fills with converted times and a limit", async () => {
    const client = createMockClient();
    const asked: unknown[] = [];
    client.onGetOrders((filter) => {
      asked.push(filter);
      return [];
    });
    client.onGetFills((filter) => {
      asked.push(filter);
      return [];
    });
    await client.getOrders({ symbols: ["BTC-USD"], start: new Date(5_000) });
    await client.getFills();
    expect(asked).toEqual([
      { symbols: ["BTC-USD"], start: timestampFromMilliseconds(5_000), limit: 1_000 },
      { limit: 1_000 },
    ]);
  });

  test("the arguments of the other methods with their defaults", async () => {
    const client = createMockClient();
    const asked: unknown[] = [];
    const keep = (...question: readonly unknown[]): Record<string, never> => {
      asked.push(question.slice(0, -1));
      return {};
    };
    client.onGetBalance(keep);
    client.onGetOrderBook(keep);
    client.onHealth(keep);
    client.onGetProducts((symbols) => {
      asked.push([symbols]);
      return [];
    });
    client.onSubscribeOrderBook(keep);
    client.onSubscribeTrades((symbol) => {
      asked.push([symbol]);
      return [];
    });
    await client.getBalance();
    await client.getBalance({ includeZero: true });
    await client.getOrderBook("BTC-USD");
    await client.getOrderBook("BTC-USD", { depth: 3 });
    await client.health();
    await client.getProducts();
    await client.getProducts({ symbols: ["BTC-USD"] });
    await watchBooks(client, "BTC-USD", { depth: 4 });
    await watchTrades(client);
    expect(asked).toEqual([
      [false],
      [true],
      ["BTC-USD", 50],
      ["BTC-USD", 3],
      [],
      [undefined],
      [["BTC-USD"]],
      ["BTC-USD"],
      ["BTC-USD"],
    ]);
  });
});

test("an answer can be frozen or have getters", async () => {
  const client = createMockClient();
  client.onPlaceOrder(Object.freeze({ status: OrderStatus.OPEN }));
  client.onGetOrderBook(Object.freeze({ bids: Object.freeze([Object.freeze(["1", "1"] as const)]) }));
  client.onGetOrder({
    get price() {
      return "4";
    },
  });
  expect((await client.placeOrder(LIMIT_ORDER)).status).toBe(OrderStatus.OPEN);
  expect((await client.getOrderBook("BTC-USD")).bids).toMatchObject([{ price: "1", quantity: "1" }]);
  expect((await client.getOrder("id")).price).toBe("4");
});

test("changing a result does not change other results", async () => {
  const client = createMockClient();
  client.onGetOrderBook({ bids: [["1", "1"]] });
  client.onGetBalance({});
  const book = await client.getOrderBook("BTC-USD");
  book.bids.length = 0;
  for (const level of book.asks) level.quantity = "0";
  const balance = await client.getBalance();
  balance.assets.length = 0;
  const again = await client.getOrderBook("BTC-USD");
  expect(again.bids).toMatchObject([{ price: "1" }]);
  expect(again.asks[0]?.quantity).toBe("1");
  expect((await client.getBalance()).assets).toHaveLength(2);
});

test("many calls at the same time each get their own answer", async () => {
  const client = createMockClient();
  client.onGetOrder((orderId) => ({ clientOrderId: `for-${orderId}` }));
  const ids = Array.from({ length: 1_000 }, (_, index) => `id-${index}`);
  const orders = await Promise.all(ids.map((id) => client.getOrder(id)));
  expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(ids.map((id) => `for-${id}`));
  expect(client.getOrderCallCount()).toBe(1_000);
});

test("the report of an order has the caller's clientOrderId", async () => {
  const client = createMockClient();
  client.onPlaceOrder({});
  const report = await client.placeOrder({ ...LIMIT_ORDER, clientOrderId: CLIENT_ORDER_ID });
  expect(report.clientOrderId).toBe(CLIENT_ORDER_ID);
});
