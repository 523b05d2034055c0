import { OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import { timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { CLIENT_ORDER_ID, EVERY_METHOD, SUBSCRIBING } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { LIMIT_ORDER, MARKET_ORDER } from "../testdata/orders.ts";
import { watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";
import { setterOf } from "./replies.ts";

describe.each(EVERY_METHOD)("what $method answers", ({ method, call, value, answers }) => {
  test("has to be said, and the error says how", async () => {
    expect(await failureOf(call(createMockClient()))).toMatchObject({
      kind: "unsupported",
      code: "NOT_CONFIGURED",
      sent: "no",
      venue: "mock",
      operation: method,
      reason: `not configured: say with client.${setterOf(method)}(…) what it answers`,
    });
  });

  test("is a value, every time", async () => {
    const client = createMockClient();
    answers(client)(value);
    for (let count = 0; count < 3; count += 1) await expect(call(client)).resolves.toBeDefined();
  });

  test("is what a function gives, now or later", async () => {
    const client = createMockClient();
    answers(client)(() => value);
    await expect(call(client)).resolves.toBeDefined();
    answers(client)(async () => {
      await nextTurn();
      return value;
    });
    await expect(call(client)).resolves.toBeDefined();
  });

  test("is an error to reject with, from a value or a function, now or later", async () => {
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

  test("is asked for with a signal that aborts while the call runs, and not after it", async () => {
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

  test("comes once before it comes always", async () => {
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

  test("comes in turn, and then no more", async () => {
    const client = createMockClient();
    const error = new Error("in turn");
    answers(client).inTurn(value, error, () => value);
    await expect(call(client)).resolves.toBeDefined();
    await expect(call(client)).rejects.toBe(error);
    await expect(call(client)).resolves.toBeDefined();
    // What was streamed stays: a subscription can begin with it.
    if (!SUBSCRIBING.has(method))
      expect(await failureOf(call(client))).toMatchObject({ code: "NOT_CONFIGURED" });
  });

  test("goes to calls that overlap in the order in which they were made", async () => {
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

  test("that is nothing is not configured either", async () => {
    const client = createMockClient();
    answers(client)(() => undefined);
    const error = await failureOf(call(client));
    expect(error).toMatchObject({ kind: "unsupported", code: "NOT_CONFIGURED", operation: method });
    expect(error.reason).toContain(`client.${setterOf(method)}(…)`);
  });

  test("can set the next answer", async () => {
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
  test("does not change who gets which answer", async () => {
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

  test("comes before the question reaches the test", async () => {
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

describe("a function is asked", () => {
  test("to place an order that is checked, with its id and its defaults", async () => {
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

  test("about an order, a cancel and an edit by the id, and what shall change", async () => {
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

  test("for orders and fills by a filter with its times read and its limit set", async () => {
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

  test("for the rest with its defaults", async () => {
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

describe("what an answer leaves open goes with the call", () => {
  test("a report echoes the terms of the order and acknowledges it", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    await clock.advance(1_500);
    client.onPlaceOrder({});
    expect(await client.placeOrder({ ...LIMIT_ORDER, clientOrderId: "mine" })).toEqual({
      $typeName: "cqc.venues.v1.ExecutionReport",
      ...LIMIT_ORDER,
      timeInForce: TimeInForce.GTC,
      clientOrderId: "mine",
      orderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: OrderStatus.SUBMITTED,
      venueStatus: "SUBMITTED",
      rejectReason: "",
      timestamp: timestampFromMilliseconds(clock.now()),
    });
  });

  test("a report has no term that the order does not have", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ status: OrderStatus.FILLED });
    const report = await client.placeOrder({
      symbol: "ETH-USD",
      side: OrderSide.BUY,
      type: OrderType.MARKET,
      quoteQuantity: "100",
    });
    expect(report).toMatchObject({ quoteQuantity: "100", filledQuantity: "0.002" });
    for (const absent of ["quantity", "price", "stopPrice", "remainingQuantity"])
      expect(report).not.toHaveProperty(absent);
  });

  test("what a report says goes over what the order said", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ price: "2999", status: OrderStatus.OPEN, orderId: "id" });
    expect(await client.placeOrder(LIMIT_ORDER)).toMatchObject({
      price: "2999",
      status: OrderStatus.OPEN,
      orderId: "id",
      quantity: LIMIT_ORDER.quantity,
    });
  });

  test("the ids of orders follow from the seed, and are all different", async () => {
    const idsOf = async (seed: number | undefined): Promise<string[]> => {
      const client = createMockClient({ seed });
      client.onPlaceOrder({});
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        const { orderId, clientOrderId } = await client.placeOrder(LIMIT_ORDER);
        ids.push(orderId, clientOrderId);
      }
      return ids;
    };
    const ids = await idsOf(7);
    expect(await idsOf(7)).toEqual(ids);
    expect(await idsOf(undefined)).toEqual(await idsOf(1));
    expect(new Set([...ids, ...(await idsOf(8))]).size).toBe(20);
  });

  test("an order has the id that was asked for, unless it is said", async () => {
    const client = createMockClient();
    client.onGetOrder.inTurn({}, { orderId: "other" });
    client.onEditOrder((_orderId, { price }) => ({ status: OrderStatus.OPEN, stopPrice: price }));
    expect((await client.getOrder("mine")).orderId).toBe("mine");
    expect((await client.getOrder("mine")).orderId).toBe("other");
    expect(await client.editOrder("mine", { price: "12", quantity: "3" })).toMatchObject({
      orderId: "mine",
      price: "12",
      stopPrice: "12",
      quantity: "3",
      remainingQuantity: "3",
    });
  });

  test("orders, fills and products are whole, one for each that was said", async () => {
    const client = createMockClient();
    client.onGetOrders([{ orderId: "a" }, { orderId: "b", status: OrderStatus.FILLED }]);
    client.onGetFills([{ tradeId: "t" }]);
    client.onGetProducts([{ symbol: "ETH-EUR" }]);
    const orders = await client.getOrders();
    expect(orders.map(({ orderId, filledQuantity }) => [orderId, filledQuantity])).toEqual([
      ["a", "0"],
      ["b", "0.1"],
    ]);
    expect(await client.getFills()).toMatchObject([{ tradeId: "t", symbol: "BTC-USD" }]);
    expect(await client.getProducts()).toMatchObject([{ baseAsset: "ETH", quoteAsset: "EUR" }]);
  });

  test("a book has the symbol that was asked for, and no more levels than that", async () => {
    const client = createMockClient();
    client.onGetOrderBook({
      bids: [
        ["3", "1"],
        ["2", "1"],
      ],
    });
    const book = await client.getOrderBook("ETH-USD", { depth: 1 });
    expect(book.symbol).toBe("ETH-USD");
    expect(book.bids).toMatchObject([{ price: "3" }]);
    expect(book.asks).toHaveLength(1);
    const whole = await client.getOrderBook("ETH-USD", { depth: Number.POSITIVE_INFINITY });
    expect([whole.bids.length, whole.asks.length]).toEqual([2, 3]);
  });

  test("health has the name, the latency and the state of the streams", async () => {
    const clock = createManualClock();
    const client = createMockClient({ venue: "coinbase", clock });
    client.onHealth({});
    client.emitOrderBook();
    const idle = {
      venue: "coinbase",
      latencyMs: 0,
      clockOffsetMs: 0,
      auth: "ok",
      canTrade: true,
      streams: "idle",
    };
    expect(await client.health()).toEqual(idle);
    const { subscription } = await watchBooks(client);
    expect(await client.health()).toEqual({ ...idle, streams: "live" });
    client.emitState("stale");
    expect(await client.health()).toEqual({ ...idle, streams: "stale" });
    await subscription.close();
    expect(await client.health()).toEqual(idle);
    client.onHealth({ auth: "none", streams: "live" });
    expect(await client.health()).toEqual({ ...idle, auth: "none", streams: "live" });
  });

  test("a preview finds nothing wrong", async () => {
    const client = createMockClient();
    client.onPreviewOrder.inTurn({}, { errors: ["no"], fee: "1" });
    expect(await client.previewOrder(LIMIT_ORDER)).toEqual({ errors: [], warnings: [] });
    expect(await client.previewOrder(LIMIT_ORDER)).toEqual({ errors: ["no"], warnings: [], fee: "1" });
  });

  test("a subscription begins with the answer", async () => {
    const client = createMockClient();
    client.onSubscribeOrderBook({ sequence: "7" });
    client.onSubscribeTrades([{ tradeId: "1" }, { tradeId: "2" }]);
    client.onSubscribeOrders([{ orderId: "open" }, { orderId: "over", status: OrderStatus.FILLED }]);
    const [books] = [await watchBooks(client, "ETH-USD")];
    expect(books.items).toMatchObject([{ state: "live", book: { symbol: "ETH-USD", sequence: "7" } }]);
    expect((await watchTrades(client, "ETH-USD")).items).toEqual([]);
    expect((await watchTrades(client, "ETH-USD", { history: true })).items).toMatchObject([
      { tradeId: "1", symbol: "ETH-USD" },
      { tradeId: "2", symbol: "ETH-USD" },
    ]);
    expect((await watchOrders(client)).items).toMatchObject([{ orderId: "open" }]);
  });
});

describe("a field that is explicitly undefined", () => {
  test("is left out of what can be without it", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ price: undefined, timestamp: undefined });
    const report = await client.placeOrder(LIMIT_ORDER);
    expect(report).not.toHaveProperty("price");
    expect(report).not.toHaveProperty("timestamp");

    client.onGetOrder({ quantity: undefined, filledQuantity: undefined, createdTime: undefined });
    const order = await client.getOrder("id");
    for (const field of ["quantity", "filledQuantity", "remainingQuantity", "createdTime"])
      expect(order).not.toHaveProperty(field);

    client.onGetOrderBook({ sequence: undefined, timestamp: undefined, bids: undefined });
    const book = await client.getOrderBook("BTC-USD");
    expect(book).not.toHaveProperty("sequence");
    expect(book).not.toHaveProperty("timestamp");
    expect(book.bids).toHaveLength(3);

    client.onGetBalance({ timestamp: undefined, assets: undefined });
    const balance = await client.getBalance();
    expect(balance).not.toHaveProperty("timestamp");
    expect(balance.assets).toHaveLength(2);

    client.onGetProducts([{ priceIncrement: undefined }]);
    expect((await client.getProducts())[0]).not.toHaveProperty("priceIncrement");
  });

  test("stays what it is where the message needs it", async () => {
    const client = createMockClient();
    client.onGetOrder({ status: undefined, rejectReason: undefined });
    expect(await client.getOrder("id")).toMatchObject({ status: OrderStatus.OPEN, rejectReason: "" });
  });
});

test("an answer that is frozen, or has a getter, is as good as any", async () => {
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

test("what is done to a result shows in no other one", async () => {
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

test("many calls at once are each answered with their own", async () => {
  const client = createMockClient();
  client.onGetOrder((orderId) => ({ clientOrderId: `for-${orderId}` }));
  const ids = Array.from({ length: 1_000 }, (_, index) => `id-${index}`);
  const orders = await Promise.all(ids.map((id) => client.getOrder(id)));
  expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(ids.map((id) => `for-${id}`));
  expect(client.getOrderCallCount()).toBe(1_000);
});

test("an order's own id is on its errors and its report", async () => {
  const client = createMockClient();
  client.onPlaceOrder({});
  const report = await client.placeOrder({ ...LIMIT_ORDER, clientOrderId: CLIENT_ORDER_ID });
  expect(report.clientOrderId).toBe(CLIENT_ORDER_ID);
});
