import { describe, expect, test, vi } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createStreamingClient, type StreamingClient } from "../testdata/streams/streaming-client.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { type BookUpdate, iterateOrderBook, iterateOrders, iterateTrades } from "./iterate-streams.ts";
import type { StreamIterator } from "./stream-iterator.ts";

const DONE = { done: true, value: undefined };

/** The number of items that queue for a busy handler. */
const QUEUE_LIMIT = 10_000;

/** The bids of the next book, and its state. */
async function nextBook(books: StreamIterator<BookUpdate>): Promise<string> {
  const { value } = await books.next();
  return `${value?.state} ${value?.book.bids.map(({ price }) => price)}`;
}

/** The trades of a client's stream. The consumer is busy with the first one. */
async function beginTrades(client: StreamingClient, options = {}) {
  const trades = iterateTrades(client, "BTC-USD", options);
  const first = trades.next();
  await nextTurn();
  client.trade("0");
  expect((await first).value?.tradeId).toBe("0");
  return trades;
}

describe("the books of a client", () => {
  test("conflate while the consumer is busy: the next one is the latest", async () => {
    const client = createStreamingClient();
    const books = iterateOrderBook(client, "BTC-USD");
    expect(await nextBook(books)).toBe("live ");
    for (const price of ["1", "2", "3"]) client.bid(price);
    expect(await nextBook(books)).toBe("live 3,2,1");
    const waiting = nextBook(books);
    client.bid("4");
    expect(await waiting).toBe("live 4,3,2,1");
    await books.return();
    expect(client.venue.sockets.live()).toBe(0);
  });

  test("have the requested depth", async () => {
    const client = createStreamingClient();
    const books = iterateOrderBook(client, "BTC-USD", { depth: 1 });
    await nextBook(books);
    for (const price of ["1", "2"]) client.bid(price);
    expect(await nextBook(books)).toBe("live 2");
    await client.close();
  });

  test("come once more as stale when the stream loses sync, and then complete again", async () => {
    const client = createStreamingClient();
    const books = iterateOrderBook(client, "BTC-USD");
    await nextBook(books);
    client.bid("1");
    expect(await nextBook(books)).toBe("live 1");
    const lost = nextBook(books);
    client.venue.sockets.last.close(1006);
    expect(await lost).toBe("stale 1");
    const whole = nextBook(books);
    await client.clock.advance(60_000);
    expect(await whole).toBe("live ");
    await client.close();
    expect(await books.next()).toEqual(DONE);
  });
});

describe("the trades of a client", () => {
  test("queue while the consumer is busy, and come once each and in order", async () => {
    const client = createStreamingClient();
    const trades = await beginTrades(client);
    for (let id = 1; id <= QUEUE_LIMIT; id++) client.trade(`${id}`);
    for (let id = 1; id <= QUEUE_LIMIT; id++) expect((await trades.next()).value?.tradeId).toBe(`${id}`);
    await trades.return();
    expect([client.venue.sockets.live(), client.clock.timers()]).toEqual([0, 0]);
  });

  test("end with an error on overflow, after the current one", async () => {
    using rejections = watchRejections();
    const client = createStreamingClient();
    const trades = await beginTrades(client);
    for (let id = 1; id <= QUEUE_LIMIT + 1; id++) client.trade(`${id}`);
    expect(await rejections.seen()).toEqual([]);
    expect(await failureOf(trades.next())).toMatchObject({
      kind: "unavailable",
      code: "HANDLER_TOO_SLOW",
      operation: "subscribeTrades",
    });
    expect(await trades.next()).toEqual(DONE);
    expect([client.venue.sockets.live(), client.clock.timers()]).toEqual([0, 0]);
  });

  test("come in order when several are requested at a time", async () => {
    const client = createStreamingClient();
    const trades = iterateTrades(client, "BTC-USD");
    const asked = ["a", "b", "c"].map(() => trades.next());
    await nextTurn();
    for (const id of ["a", "b", "c"]) client.trade(id);
    expect((await Promise.all(asked)).map(({ value }) => value?.tradeId)).toEqual(["a", "b", "c"]);
    await client.close();
  });

  test("are done when the client is closed", async () => {
    const client = createStreamingClient();
    const trades = await beginTrades(client);
    const waiting = trades.next();
    await client.close();
    expect(await waiting).toEqual(DONE);
  });

  test("reject the first request with the client's error when subscribing fails", async () => {
    const client = createStreamingClient();
    for (const [field, trades] of [
      ["symbol", iterateTrades(client, "btc")],
      ["history", iterateTrades(client, "BTC-USD", { history: "no" as unknown as boolean })],
      ["signal", iterateTrades(client, "BTC-USD", { signal: {} as AbortSignal })],
    ] as const) {
      expect(await failureOf(trades.next())).toMatchObject({ kind: "invalidInput", field });
      expect(await trades.next()).toEqual(DONE);
    }
    client.venue.knows = () => false;
    const error = await failureOf(iterateTrades(client, "BTC-USD").next());
    expect(error).toMatchObject({ kind: "notFound", operation: "subscribeTrades" });
  });

  test("report states through the callbacks", async () => {
    const client = createStreamingClient();
    const options = { onState: vi.fn(), onGap: vi.fn(), onError: vi.fn() };
    const trades = await beginTrades(client, options);
    client.venue.sockets.last.close(1006);
    await trades.return();
    expect(options.onState.mock.calls).toEqual([["live"], ["stale"], ["closed"]]);
    expect(options.onError).not.toHaveBeenCalled();
  });
});

describe("leaving a client's stream", () => {
  test("leaves nothing behind at any step", async () => {
    using rejections = watchRejections();
    for (let step = 0; step < 60; step++) {
      const client = createStreamingClient();
      const { signal } = new AbortController();
      const books = iterateOrderBook(client, "BTC-USD", { signal });
      const first = books.next();
      for (let microtask = 0; microtask < step; microtask++) await null;
      await books.return();
      expect((await first).done).toBeTypeOf("boolean");
      expect(await books.next()).toEqual(DONE);
      await nextTurn();
      expect([client.venue.sockets.live(), client.venue.sockets.listeners()]).toEqual([0, 0]);
      expect([client.venue.subscribed(), client.clock.timers()]).toEqual([[], 0]);
      expect(client.logged.filter(({ level }) => level === "error")).toEqual([]);
    }
    expect(await rejections.seen()).toEqual([]);
  });
});

test("the orders of a client come as they change, filtered by symbol", async () => {
  const client = createStreamingClient();
  const [orders, others] = [iterateOrders(client), iterateOrders(client, { symbols: ["ETH-USD"] })];
  const [first, none] = [orders.next(), others.next()];
  await nextTurn();
  client.fill("a");
  client.fill("b");
  expect((await first).value?.orderId).toBe("a");
  expect((await orders.next()).value?.orderId).toBe("b");
  await client.close();
  expect([await none, await orders.next()]).toEqual([DONE, DONE]);
});
