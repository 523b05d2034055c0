import { OrderStatus } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createStreamingClient } from "../testdata/streaming-client.ts";
import {
  orderIdsOf,
  sequencesOf,
  tradeIdsOf,
  watchBooks,
  watchOrders,
  watchTrades,
} from "../testdata/watch.ts";
import { createMockClient } from "./mock-client.ts";

describe("a book subscription", () => {
  test("begins with the last emitted book, and receives each book before the emit returns", async () => {
    const client = createMockClient();
    client.emitOrderBook({ sequence: "1" });
    client.emitOrderBook({ sequence: "2" });
    const watched = await watchBooks(client);
    expect(sequencesOf(watched)).toEqual(["2"]);
    client.emitOrderBook({ sequence: "3" });
    expect(sequencesOf(watched)).toEqual(["2", "3"]);
    expect(watched.states).toEqual(["live"]);
  });

  test("receives books of its own symbol only", async () => {
    const client = createStreamingClient();
    const [bitcoin, ether] = [await watchBooks(client, "BTC-USD"), await watchBooks(client, "ETH-USD")];
    client.emitOrderBook({ symbol: "ETH-USD", sequence: "5" });
    expect(sequencesOf(bitcoin)).toEqual(["0"]);
    expect(sequencesOf(ether)).toEqual(["0", "5"]);
  });

  test("has its own depth beside others of the same symbol", async () => {
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

  test("is not affected when another one is closed", async () => {
    const client = createStreamingClient();
    const [left, stays] = [await watchBooks(client), await watchBooks(client)];
    await left.subscription.close();
    client.emitOrderBook({ sequence: "1" });
    expect(sequencesOf(left)).toEqual(["0"]);
    expect(sequencesOf(stays)).toEqual(["0", "1"]);
    expect(await left.subscription.closed).toEqual({ reason: "closed" });
  });

  test("conflates while its handler runs", async () => {
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

  test("receives books that it may keep and change", async () => {
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

describe("a trade subscription", () => {
  test("receives each trade once, in order, and no earlier trades", async () => {
    const client = createMockClient();
    client.emitTrade({ tradeId: "before" });
    const watched = await watchTrades(client);
    for (const tradeId of ["1", "2", "3"]) client.emitTrade({ tradeId });
    client.emitTrade({ tradeId: "other", symbol: "ETH-USD" });
    expect(tradeIdsOf(watched)).toEqual(["1", "2", "3"]);
  });

  test("receives the last hundred trades with history", async () => {
    const client = createMockClient();
    for (let number = 0; number < 130; number += 1) client.emitTrade({ tradeId: String(number) });
    const watched = await watchTrades(client, "BTC-USD", { history: true });
    client.emitTrade({ tradeId: "next" });
    const ids = tradeIdsOf(watched);
    expect([ids.length, ids[0], ids.at(-2), ids.at(-1)]).toEqual([101, "30", "129", "next"]);
  });

  test("receives a gap before the trade after it", async () => {
    const client = createStreamingClient();
    const received: unknown[] = [];
    await client.subscribeTrades("ETH-USD", ({ tradeId }) => void received.push(tradeId), {
      onGap: ({ after, before }) => void received.push([after.tradeId, before.tradeId, before.symbol]),
    });
    const unaware = await watchTrades(client, "ETH-USD");
    client.emitTradeGap({
      after: { tradeId: "1", symbol: "ETH-USD" },
      before: { tradeId: "9", symbol: "ETH-USD" },
    });
    expect(received).toEqual([["1", "9", "ETH-USD"], "9"]);
    expect(tradeIdsOf(unaware)).toEqual(["9"]);
  });

  test("has the trade after a gap in its history, but not the gap", async () => {
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

  test("queues while its handler runs", async () => {
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

  test("ends when its handler is ten thousand trades behind", async () => {
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

  test("receives its own copies of trades", async () => {
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

describe("an order subscription", () => {
  test("begins with the current state of every open order", async () => {
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

  test("can begin empty when only final orders were emitted", async () => {
    const client = createMockClient();
    client.emitOrder({ status: OrderStatus.FILLED });
    const watched = await watchOrders(client);
    expect(watched.items).toEqual([]);
    expect(watched.subscription.state).toBe("live");
  });

  test("receives orders of its symbols only", async () => {
    const client = createStreamingClient();
    const watched = await watchOrders(client, { symbols: ["ETH-USD"] });
    client.emitOrder({ orderId: "a" });
    client.emitOrder({ orderId: "b", symbol: "ETH-USD" });
    expect(orderIdsOf(watched)).toEqual(["b"]);
  });

  test("receives its own copies of orders", async () => {
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
