import { OrderStatus, type StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { buildVenueError } from "../builders/build-venue-error.ts";
import { defer } from "../testdata/deferred.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import {
  orderIdsOf,
  sequencesOf,
  tradeIdsOf,
  watchBooks,
  watchOrders,
  watchTrades,
} from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient, type MockClient } from "./mock-client.ts";

/** A client whose streams can all be subscribed to. */
function createStreamingClient(): MockClient {
  const client = createMockClient();
  client.onSubscribeOrderBook({ sequence: "0" });
  client.onSubscribeTrades([]);
  client.onSubscribeOrders([]);
  return client;
}

describe("a subscription to books", () => {
  test("begins with what was emitted before, and is given each book before the emit returns", async () => {
    const client = createMockClient();
    client.emitOrderBook({ sequence: "1" });
    client.emitOrderBook({ sequence: "2" });
    const watched = await watchBooks(client);
    expect(sequencesOf(watched)).toEqual(["2"]);
    client.emitOrderBook({ sequence: "3" });
    expect(sequencesOf(watched)).toEqual(["2", "3"]);
    expect(watched.states).toEqual(["live"]);
  });

  test("hears of its own symbol alone", async () => {
    const client = createStreamingClient();
    const [bitcoin, ether] = [await watchBooks(client, "BTC-USD"), await watchBooks(client, "ETH-USD")];
    client.emitOrderBook({ symbol: "ETH-USD", sequence: "5" });
    expect(sequencesOf(bitcoin)).toEqual(["0"]);
    expect(sequencesOf(ether)).toEqual(["0", "5"]);
  });

  test("is one of several of a symbol, each with its depth", async () => {
    const client = createMockClient();
    client.emitOrderBook();
    const [one, all] = [
      await watchBooks(client, "BTC-USD", { depth: 1 }),
      await watchBooks(client, "BTC-USD", { depth: Number.POSITIVE_INFINITY }),
    ];
    const levels = Array.from({ length: 120 }, (_, index) => [String(1_000 - index), "1"] as const);
    client.emitOrderBook({ bids: levels });
    const sizes = [one, all].map(({ items }) =>
      items.map(({ book }) => [book.bids.length, book.asks.length]),
    );
    expect(sizes).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [3, 3],
        [120, 3],
      ],
    ]);
    expect((await watchBooks(client)).items[0]?.book.bids).toHaveLength(50);
  });

  test("goes on for the others when one is closed", async () => {
    const client = createStreamingClient();
    const [left, stays] = [await watchBooks(client), await watchBooks(client)];
    await left.subscription.close();
    client.emitOrderBook({ sequence: "1" });
    expect(sequencesOf(left)).toEqual(["0"]);
    expect(sequencesOf(stays)).toEqual(["0", "1"]);
    expect(await left.subscription.closed).toEqual({ reason: "closed" });
  });

  test("conflates while its handler is at work", async () => {
    const client = createMockClient();
    client.emitOrderBook({ sequence: "0" });
    const work = defer<void>();
    const seen: (string | undefined)[] = [];
    await client.subscribeOrderBook("BTC-USD", ({ sequence }) => {
      seen.push(sequence);
      return seen.length === 1 ? work.promise : undefined;
    });
    for (const sequence of ["1", "2", "3"]) client.emitOrderBook({ sequence });
    work.resolve();
    await nextTurn();
    expect(seen).toEqual(["0", "3"]);
  });

  test("is given what it may keep and change: nobody else sees that", async () => {
    const client = createMockClient();
    const bids = [{ price: "9", quantity: "1" }];
    client.emitOrderBook({ bids });
    await client.subscribeOrderBook("BTC-USD", (book) => {
      book.symbol = "changed";
      book.asks.length = 0;
      for (const level of book.bids) level.quantity = "0";
    });
    const watched = await watchBooks(client);
    client.emitState("stale");
    client.emitState("live");
    for (const { book } of watched.items) {
      expect(book.symbol).toBe("BTC-USD");
      expect(book.bids).toMatchObject(bids);
      expect(book.asks).toHaveLength(3);
    }
    for (const level of bids) level.price = "changed later";
    expect((await watchBooks(client)).items[0]?.book.bids[0]?.price).toBe("9");
  });
});

describe("a subscription to trades", () => {
  test("is given each trade once, in order, and none from before", async () => {
    const client = createMockClient();
    client.emitTrade({ tradeId: "before" });
    const watched = await watchTrades(client);
    for (const tradeId of ["1", "2", "3"]) client.emitTrade({ tradeId });
    client.emitTrade({ tradeId: "other", symbol: "ETH-USD" });
    expect(tradeIdsOf(watched)).toEqual(["1", "2", "3"]);
  });

  test("is given the last hundred from before when it asks for history", async () => {
    const client = createMockClient();
    for (let number = 0; number < 130; number += 1) client.emitTrade({ tradeId: String(number) });
    const watched = await watchTrades(client, "BTC-USD", { history: true });
    client.emitTrade({ tradeId: "next" });
    const ids = tradeIdsOf(watched);
    expect([ids.length, ids[0], ids.at(-2), ids.at(-1)]).toEqual([101, "30", "129", "next"]);
  });

  test("is told of a gap before the trade after it", async () => {
    const client = createStreamingClient();
    const told: unknown[] = [];
    await client.subscribeTrades("ETH-USD", ({ tradeId }) => void told.push(tradeId), {
      onGap: ({ after, before }) => void told.push([after.tradeId, before.tradeId, before.symbol]),
    });
    const unaware = await watchTrades(client, "ETH-USD");
    client.emitTradeGap({
      after: { tradeId: "1", symbol: "ETH-USD" },
      before: { tradeId: "9", symbol: "ETH-USD" },
    });
    expect(told).toEqual([["1", "9", "ETH-USD"], "9"]);
    expect(tradeIdsOf(unaware)).toEqual(["9"]);
  });

  test("remembers the trade after a gap as history, and the gap not", async () => {
    const client = createMockClient();
    client.emitTradeGap({ after: { tradeId: "1" }, before: { tradeId: "9" } });
    const gaps: unknown[] = [];
    const watched = await watchTrades(client, "BTC-USD", {
      history: true,
      onGap: (gap) => void gaps.push(gap),
    });
    expect(tradeIdsOf(watched)).toEqual(["9"]);
    expect(gaps).toEqual([]);
  });

  test("queues while its handler is at work", async () => {
    const client = createStreamingClient();
    const work = defer<void>();
    const seen: string[] = [];
    await client.subscribeTrades("BTC-USD", async ({ tradeId }) => {
      seen.push(tradeId);
      await work.promise;
    });
    for (const tradeId of ["1", "2", "3"]) client.emitTrade({ tradeId });
    expect(seen).toEqual(["1"]);
    work.resolve();
    await nextTurn();
    expect(seen).toEqual(["1", "2", "3"]);
  });

  test("ends when its handler falls ten thousand behind", async () => {
    const client = createStreamingClient();
    const subscription = await client.subscribeTrades("BTC-USD", () => new Promise(() => {}));
    const quick = await watchTrades(client);
    for (let number = 0; number < 10_002; number += 1) client.emitTrade({ tradeId: String(number) });
    expect(await subscription.closed).toMatchObject({
      reason: "failed",
      error: { code: "HANDLER_TOO_SLOW" },
    });
    expect(quick.items).toHaveLength(10_002);
    expect(quick.subscription.state).toBe("live");
  });

  test("is given trades of its own", async () => {
    const client = createMockClient();
    client.onSubscribeTrades.inTurn([], []);
    await client.subscribeTrades("BTC-USD", (trade) => {
      trade.price = "changed";
    });
    const watched = await watchTrades(client);
    client.emitTrade({ price: "7" });
    expect(watched.items).toMatchObject([{ price: "7" }]);
    expect((await watchTrades(client, "BTC-USD", { history: true })).items).toMatchObject([{ price: "7" }]);
  });
});

describe("a subscription to orders", () => {
  test("begins with every order that is open, as it is now", async () => {
    const client = createMockClient();
    client.emitOrder({ orderId: "a" });
    client.emitOrder({ orderId: "b" });
    client.emitOrder({ orderId: "a", status: OrderStatus.PARTIALLY_FILLED });
    client.emitOrder({ orderId: "b", status: OrderStatus.CANCELLED });
    const watched = await watchOrders(client);
    expect(watched.items).toMatchObject([{ orderId: "a", status: OrderStatus.PARTIALLY_FILLED }]);
    client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
    expect(watched.items[1]).toMatchObject({
      orderId: "a",
      status: OrderStatus.FILLED,
      filledQuantity: "0.1",
    });
  });

  test("can begin with nothing once orders were emitted that are over", async () => {
    const client = createMockClient();
    client.emitOrder({ status: OrderStatus.FILLED });
    const watched = await watchOrders(client);
    expect(watched.items).toEqual([]);
    expect(watched.subscription.state).toBe("live");
  });

  test("hears of the symbols that it asks for", async () => {
    const client = createStreamingClient();
    const watched = await watchOrders(client, { symbols: ["ETH-USD"] });
    client.emitOrder({ orderId: "a" });
    client.emitOrder({ orderId: "b", symbol: "ETH-USD" });
    expect(orderIdsOf(watched)).toEqual(["b"]);
  });

  test("is given orders of its own", async () => {
    const client = createStreamingClient();
    await client.subscribeOrders((order) => {
      order.orderId = "changed";
    });
    const watched = await watchOrders(client);
    client.emitOrder({ orderId: "a" });
    expect(orderIdsOf(watched)).toEqual(["a"]);
    expect(orderIdsOf(await watchOrders(client))).toEqual(["a"]);
  });
});

describe("an interruption", () => {
  test("shows the last book as stale, and then only the latest", async () => {
    const client = createStreamingClient();
    const watched = await watchBooks(client);
    client.emitState("stale");
    for (const sequence of ["1", "2"]) client.emitOrderBook({ sequence });
    expect(watched.items.map(({ book, state }) => [book.sequence, state])).toEqual([
      ["0", "live"],
      ["0", "stale"],
    ]);
    client.emitState("live");
    expect(watched.items.slice(2).map(({ book, state }) => [book.sequence, state])).toEqual([["2", "live"]]);
    expect(watched.states).toEqual(["live", "stale", "live"]);
  });

  test("gives the trades of meanwhile afterwards, each once, with their gaps", async () => {
    const client = createStreamingClient();
    const gaps: string[] = [];
    const watched = await watchTrades(client, "BTC-USD", {
      onGap: ({ after }) => void gaps.push(after.tradeId),
    });
    client.emitState("stale");
    client.emitTrade({ tradeId: "1" });
    client.emitTradeGap({ after: { tradeId: "1" }, before: { tradeId: "2" } });
    expect(tradeIdsOf(watched)).toEqual([]);
    client.emitState("live");
    expect(tradeIdsOf(watched)).toEqual(["1", "2"]);
    expect(gaps).toEqual(["1"]);
  });

  test("gives every open order again, and those that ended meanwhile", async () => {
    const client = createStreamingClient();
    client.emitOrder({ orderId: "stays" });
    client.emitOrder({ orderId: "ends" });
    client.emitOrder({ orderId: "over before", status: OrderStatus.FILLED });
    const watched = await watchOrders(client);
    client.emitState("stale");
    client.emitOrder({ orderId: "ends", status: OrderStatus.CANCELLED });
    client.emitOrder({ orderId: "new" });
    expect(orderIdsOf(watched)).toEqual(["stays", "ends"]);
    client.emitState("live");
    expect(orderIdsOf(watched).slice(2)).toEqual(["stays", "new", "ends"]);
  });

  test("that repeats changes nothing, nor does an end of none", async () => {
    const client = createStreamingClient();
    const watched = await watchBooks(client);
    client.emitState("live");
    client.emitState("stale");
    client.emitState("stale");
    client.emitState("live");
    client.emitState("live");
    expect(watched.states).toEqual(["live", "stale", "live"]);
    expect(watched.items).toHaveLength(3);
  });

  test("keeps who subscribes meanwhile waiting for its end", async () => {
    const client = createStreamingClient();
    client.emitState("stale");
    let isLive = false;
    const pending = watchBooks(client).then((watched) => {
      isLive = true;
      return watched;
    });
    await nextTurn();
    client.emitOrderBook({ sequence: "4" });
    await nextTurn();
    expect(isLive).toBe(false);
    client.emitState("live");
    expect(sequencesOf(await pending)).toEqual(["4"]);
  });

  test("that outlasts a timeout is what the subscription failed of", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    client.emitOrderBook();
    client.emitState("stale");
    const error = failureOf(watchBooks(client, "BTC-USD", { timeoutMs: 10 }));
    await clock.advance(10);
    expect(await error).toMatchObject({
      kind: "timeout",
      code: "INTERRUPTED",
      reason: "the deadline passed; the stream was interrupted",
    });
    expect(clock.timers()).toBe(0);
  });

  test("of a symbol or a kind of stream leaves the others alone", async () => {
    const client = createStreamingClient();
    const bitcoin = [await watchBooks(client), await watchTrades(client)];
    const ether = [await watchBooks(client, "ETH-USD"), await watchTrades(client, "ETH-USD")];
    const orders = await watchOrders(client);
    const statesNow = (): StreamState[] =>
      [...bitcoin, ...ether, orders].map(({ subscription }) => subscription.state);

    client.emitState("stale", { symbol: "BTC-USD" });
    expect(statesNow()).toEqual(["stale", "stale", "live", "live", "live"]);
    client.emitState("live", { symbol: "BTC-USD" });
    client.emitState("stale", { stream: "trades" });
    expect(statesNow()).toEqual(["live", "stale", "live", "stale", "live"]);
    client.emitState("live", { stream: "trades", symbol: "ETH-USD" });
    expect(statesNow()).toEqual(["live", "stale", "live", "live", "live"]);
    client.emitState("stale", { stream: "orders" });
    expect(statesNow()).toEqual(["live", "stale", "live", "live", "stale"]);
    client.emitState("live");
    expect(statesNow()).toEqual(Array(5).fill("live"));
    client.emitState("closed", { stream: "orderBook", symbol: "BTC-USD" });
    expect(statesNow()).toEqual(["closed", "live", "live", "live", "live"]);
    client.emitState("closed");
    expect(statesNow()).toEqual(Array(5).fill("closed"));
  });
});

describe("the end of streams", () => {
  test("has the error that it came of, as of this client and this method", async () => {
    const client = createMockClient({ venue: "coinbase" });
    client.emitOrderBook();
    client.emitTrade();
    client.emitOrder();
    const watched = {
      subscribeOrderBook: await watchBooks(client),
      subscribeTrades: await watchTrades(client),
      subscribeOrders: await watchOrders(client),
    };
    client.failStreams(buildVenueError({ kind: "unauthorized", code: "REVOKED" }));
    for (const [operation, { subscription, states }] of Object.entries(watched)) {
      expect(states).toEqual(["live", "closed"]);
      expect(await subscription.closed).toEqual({
        reason: "failed",
        error: expect.objectContaining({
          kind: "unauthorized",
          code: "REVOKED",
          venue: "coinbase",
          operation,
        }),
      });
    }
  });

  test("can be of some alone", async () => {
    const client = createStreamingClient();
    const [bitcoin, ether] = [await watchBooks(client), await watchBooks(client, "ETH-USD")];
    const orders = await watchOrders(client);
    client.failStreams(buildVenueError(), { symbol: "ETH-USD" });
    client.endStreams({ stream: "orders" });
    expect(bitcoin.subscription.state).toBe("live");
    expect((await ether.subscription.closed).reason).toBe("failed");
    expect(await orders.subscription.closed).toEqual({ reason: "closed" });
  });

  test("is as if the client had closed them when nothing is wrong", async () => {
    for (const end of [
      (client: MockClient) => client.endStreams(),
      (client: MockClient) => client.emitState("closed"),
    ]) {
      const client = createStreamingClient();
      const watched = await watchBooks(client);
      end(client);
      expect(await watched.subscription.closed).toEqual({ reason: "closed" });
    }
  });

  test("is not the end of subscribing, also not from within it", async () => {
    const client = createStreamingClient();
    const again: (string | undefined)[] = [];
    const resubscribed = defer<void>();
    await client.subscribeOrderBook("BTC-USD", () => {}, {
      onState: (state) => {
        if (state !== "closed") return;
        resubscribed.resolve(
          client.subscribeOrderBook("BTC-USD", ({ sequence }) => void again.push(sequence)).then(() => {}),
        );
      },
    });
    client.emitOrderBook({ sequence: "1" });
    client.failStreams(buildVenueError());
    await resubscribed.promise;
    client.emitOrderBook({ sequence: "2" });
    expect(again).toEqual(["1", "2"]);
  });

  test("of no streams is nothing", () => {
    const client = createMockClient();
    client.failStreams(buildVenueError());
    client.endStreams();
    client.emitState("closed", { stream: "trades", symbol: "BTC-USD" });
    expect(client.subscribeTradesCallCount()).toBe(0);
  });

  test("comes of the caller's signal and of closing the client too", async () => {
    const client = createStreamingClient();
    const caller = new AbortController();
    const watched = await watchBooks(client, "BTC-USD", { signal: caller.signal });
    const other = await watchTrades(client);
    caller.abort();
    expect(await watched.subscription.closed).toEqual({ reason: "closed" });
    expect(other.subscription.state).toBe("live");
    await client.close();
    expect(await other.subscription.closed).toEqual({ reason: "closed" });
    client.emitTrade();
    expect(other.items).toEqual([]);
  });
});

describe("while the answer to a subscription is awaited", () => {
  test("an abort ends it, and nothing is left behind", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    const unhandled = await unhandledRejectionsOf(async () => {
      const caller = new AbortController();
      client.onSubscribeOrderBook.once((_symbol, { signal }) => rejectOn(signal));
      const error = failureOf(watchBooks(client, "BTC-USD", { signal: caller.signal }));
      await nextTurn();
      caller.abort();
      expect(await error).toMatchObject({ kind: "aborted" });
    });
    expect(unhandled).toEqual([]);
    expect(clock.timers()).toBe(0);
    client.onHealth({});
    expect((await client.health()).streams).toBe("idle");
    expect(await failureOf(watchBooks(client))).toMatchObject({ code: "NOT_CONFIGURED" });
  });

  test("the stream is stale as far as health knows", async () => {
    const client = createMockClient();
    const answer = defer<object>();
    client.onSubscribeOrderBook(() => answer.promise);
    client.onHealth({});
    const pending = watchBooks(client);
    expect((await client.health()).streams).toBe("stale");
    answer.resolve({});
    await pending;
    expect((await client.health()).streams).toBe("live");
  });

  test("closing the client ends it", async () => {
    const client = createMockClient();
    client.onSubscribeTrades((_symbol, { signal }) => rejectOn(signal));
    const states: StreamState[] = [];
    const error = failureOf(
      client.subscribeTrades("BTC-USD", () => {}, { onState: (state) => void states.push(state) }),
    );
    await nextTurn();
    await client.close();
    expect(await error).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    expect(states).toEqual(["closed"]);
  });

  test("others of the symbol are not disturbed by its failure", async () => {
    const client = createMockClient();
    client.emitOrderBook({ sequence: "0" });
    const watched = await watchBooks(client);
    client.onSubscribeOrderBook.once(buildVenueError({ kind: "rateLimited" }));
    expect(await failureOf(watchBooks(client))).toMatchObject({ kind: "rateLimited" });
    client.emitOrderBook({ sequence: "1" });
    expect(sequencesOf(watched)).toEqual(["0", "1"]);
    expect(sequencesOf(await watchBooks(client))).toEqual(["1"]);
  });
});

describe("a handler", () => {
  test("that throws does not end the stream, nor disturb the others", async () => {
    const client = createStreamingClient();
    const errors: unknown[] = [];
    const boom = new Error("boom");
    await client.subscribeTrades(
      "BTC-USD",
      () => {
        throw boom;
      },
      { onError: (error) => void errors.push(error) },
    );
    const watched = await watchTrades(client);
    client.emitTrade({ tradeId: "1" });
    client.emitTrade({ tradeId: "2" });
    expect(errors).toEqual([boom, boom]);
    expect(tradeIdsOf(watched)).toEqual(["1", "2"]);
  });

  test("that throws without onError is logged", async () => {
    const logged: unknown[] = [];
    const log = (fields: unknown, message: string): void => void logged.push([fields, message]);
    const client = createMockClient({ logger: { debug: log, info: log, warn: log, error: log } });
    client.emitOrderBook();
    await client.subscribeOrderBook("BTC-USD", () => Promise.reject(new Error("boom")));
    await nextTurn();
    expect(logged).toEqual([
      [
        { venue: "mock", operation: "subscribeOrderBook", error: "Error: boom" },
        "a handler of a stream threw",
      ],
    ]);
  });

  test("may close its own stream, and is given nothing more", async () => {
    const client = createStreamingClient();
    const seen: string[] = [];
    const subscription = await client.subscribeTrades("BTC-USD", ({ tradeId }) => {
      seen.push(tradeId);
      return subscription.close();
    });
    client.emitTrade({ tradeId: "1" });
    client.emitTrade({ tradeId: "2" });
    await nextTurn();
    expect(seen).toEqual(["1"]);
    expect(subscription.state).toBe("closed");
  });

  test("may emit, and is given that after what it is at", async () => {
    const client = createStreamingClient();
    const seen: string[] = [];
    await client.subscribeTrades("BTC-USD", ({ tradeId }) => {
      seen.push(`begin ${tradeId}`);
      if (tradeId === "1") client.emitTrade({ tradeId: "2" });
      seen.push(`end ${tradeId}`);
    });
    client.emitTrade({ tradeId: "1" });
    expect(seen).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  });

  test("may subscribe to the same symbol", async () => {
    const client = createStreamingClient();
    const inner = defer<Awaited<ReturnType<typeof watchTrades>>>();
    await client.subscribeTrades("BTC-USD", ({ tradeId }) => {
      if (tradeId === "1") inner.resolve(watchTrades(client));
    });
    client.emitTrade({ tradeId: "1" });
    const watched = await inner.promise;
    client.emitTrade({ tradeId: "2" });
    expect(tradeIdsOf(watched)).toEqual(["2"]);
  });

  test("may end all streams, once everybody has been told", async () => {
    const client = createStreamingClient();
    await client.subscribeTrades("BTC-USD", () => client.endStreams());
    const watched = await watchTrades(client);
    client.emitTrade({ tradeId: "1" });
    client.emitTrade({ tradeId: "2" });
    expect(watched.items.map(({ tradeId }) => tradeId)).toEqual(["1"]);
    expect(await watched.subscription.closed).toEqual({ reason: "closed" });
  });

  test("may say that the stream is stale and live again", async () => {
    const client = createStreamingClient();
    let turned = false;
    const states: StreamState[] = [];
    await client.subscribeOrderBook(
      "BTC-USD",
      ({ sequence }) => {
        if (sequence !== "1" || turned) return;
        turned = true;
        client.emitState("stale");
        client.emitState("live");
      },
      { onState: (state) => void states.push(state) },
    );
    client.emitOrderBook({ sequence: "1" });
    expect(states).toEqual(["live", "stale", "live"]);
  });
});

test("ten thousand books and orders reach a handler that keeps up", async () => {
  const client = createStreamingClient();
  const [books, orders] = [await watchBooks(client), await watchOrders(client)];
  for (let number = 1; number <= 10_000; number += 1) {
    client.emitOrderBook({ sequence: String(number), bids: [["1", "1"]], asks: [["2", "1"]] });
    client.emitOrder({ orderId: String(number), status: OrderStatus.FILLED });
  }
  expect(books.items).toHaveLength(10_001);
  expect(orders.items).toHaveLength(10_000);
  expect(orders.items.at(-1)?.orderId).toBe("10000");
});

test("a subscription can be closed at the end of its block", async () => {
  const client = createStreamingClient();
  const seen: string[] = [];
  {
    await using subscription = await client.subscribeTrades(
      "BTC-USD",
      ({ tradeId }) => void seen.push(tradeId),
    );
    client.emitTrade({ tradeId: "1" });
    expect(subscription.state).toBe("live");
  }
  client.emitTrade({ tradeId: "2" });
  expect(seen).toEqual(["1"]);
});

/** Never resolves; rejects when a signal says so. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
