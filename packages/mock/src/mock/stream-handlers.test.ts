import { OrderStatus, type StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createStreamingClient } from "../testdata/streaming-client.ts";
import { tradeIdsOf, watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createMockClient } from "./mock-client.ts";

describe("a handler", () => {
  test("that throws does not end the stream and does not affect others", async () => {
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

  test("may close its own stream, and receives nothing more", async () => {
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

  test("may emit an item, which it receives after the current one", async () => {
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

  test("may end all streams after every subscriber has received the item", async () => {
    const client = createStreamingClient();
    await client.subscribeTrades("BTC-USD", () => client.endStreams());
    const watched = await watchTrades(client);
    client.emitTrade({ tradeId: "1" });
    client.emitTrade({ tradeId: "2" });
    expect(watched.items.map(({ tradeId }) => tradeId)).toEqual(["1"]);
    expect(await watched.subscription.closed).toEqual({ reason: "closed" });
  });

  test("may make the stream stale and live again", async () => {
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

test("a fast handler receives ten thousand books and orders", async () => {
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
