import { OrderStatus, type StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
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
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

describe("an interruption", () => {
  test("delivers the last book as stale, and afterwards only the latest book", async () => {
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

  test("delivers the missed trades afterwards, each once, with their gaps", async () => {
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

  test("is followed by every open order and the orders that ended during it", async () => {
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

  test("that repeats changes nothing, and neither does a repeated end", async () => {
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

  test("delays new subscriptions until its end", async () => {
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

  test("longer than the timeout of a subscription makes it fail", async () => {
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

  test("of a symbol or a kind of stream does not affect the others", async () => {
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
