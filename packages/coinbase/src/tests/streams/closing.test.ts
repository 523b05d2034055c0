/** The end of a subscription, and the state of the streams in health(). */
import type { OrderBook, StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testdata/failure-of.ts";
import { until } from "../../testdata/sandbox/live-sandbox.ts";
import type { StreamAnswer } from "../../testdata/scripted/scripted-streams.ts";
import { replyOf } from "../../testdata/scripted/scripted-venue.ts";
import { bookEvent, connect, ignore, levels, serve } from "../../testdata/scripted/streaming-client.ts";
import { CREDENTIALS } from "../../testdata/scripted/test-client.ts";

describe("the end of a subscription", () => {
  test("unsubscribes and stops the deliveries", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const kept = await client.subscribeOrderBook("ETH-EUR", ignore);
    const ended = await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    await ended.close();
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"]))]);
    await until(() => streams.sent.length === 3);
    expect(streams.sent.at(-1)?.text).toBe(
      '{"type":"unsubscribe","channel":"level2","product_ids":["SOL-USD"]}',
    );
    expect(books).toHaveLength(1);
    expect([kept.state, ended.state, await ended.closed]).toEqual(["live", "closed", { reason: "closed" }]);
  });

  test("by disposal and by the signal is reported once", async () => {
    const { client, streams } = connect(serve);
    const states: StreamState[] = [];
    const abort = new AbortController();
    const options = { signal: abort.signal, onState: (state: StreamState) => void states.push(state) };
    const subscription = await client.subscribeTrades("SOL-USD", ignore, options);
    abort.abort();
    await subscription.close();
    await subscription[Symbol.asyncDispose]();
    expect(states).toEqual(["live", "closed"]);
    expect(await subscription.closed).toEqual({ reason: "closed" });
    expect(streams.socket.isOpen).toBe(false);
  });

  test("before its start leaves nothing behind", async () => {
    const silent: StreamAnswer = ignore;
    const { client, streams } = connect(silent);
    const abort = new AbortController();
    const subscribing = failureOf(client.subscribeTrades("SOL-USD", ignore, { signal: abort.signal }));
    await until(() => streams.sent.length === 1);
    abort.abort();
    expect(await subscribing).toMatchObject({ kind: "aborted", operation: "subscribeTrades" });
    await until(() => !streams.socket.isOpen);
    expect(streams.sent).toHaveLength(1);
  });

  test("by a missing confirmation is a timeout with the code UNCONFIRMED", async () => {
    const { client, clock, streams } = connect(ignore);
    const subscribing = failureOf(client.subscribeTrades("SOL-USD", ignore, { timeoutMs: 12_000 }));
    await until(() => streams.sent.length === 1);
    await clock.run(12_000);
    expect(await subscribing).toMatchObject({
      kind: "timeout",
      operation: "subscribeTrades",
      code: "UNCONFIRMED",
    });
    await until(() => streams.sockets.every(({ isOpen }) => !isOpen));
  });

  test("by the client ends all subscriptions with the reason closed", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    const subscriptions = [
      await client.subscribeOrderBook("SOL-USD", ignore),
      await client.subscribeTrades("SOL-USD", ignore),
      await client.subscribeOrders(ignore),
    ];
    await client.close();
    expect(await Promise.all(subscriptions.map(({ closed }) => closed))).toEqual([
      { reason: "closed" },
      { reason: "closed" },
      { reason: "closed" },
    ]);
    expect(streams.sockets.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });
});

describe("health", () => {
  const TIME = { "GET /time": replyOf("time") };

  test("reports idle, live or stale streams", async () => {
    const { client, clock, streams } = connect(serve, {}, TIME);
    const state = async () => (await client.health()).streams;
    expect(await state()).toBe("idle");
    const book = await client.subscribeOrderBook("SOL-USD", ignore);
    const trades = await client.subscribeTrades("SOL-USD", ignore);
    expect(await state()).toBe("live");
    streams.socket.close(1006);
    expect(await state()).toBe("stale");
    await clock.run(500);
    await until(() => book.state === "live" && trades.state === "live");
    expect(await state()).toBe("live");
    await book.close();
    expect(await state()).toBe("live");
    await trades.close();
    expect(await state()).toBe("idle");
  });

  test("reports stale when one of two streams is stale", async () => {
    const { client, streams } = connect(serve, {}, TIME);
    await client.subscribeOrderBook("SOL-USD", ignore);
    await client.subscribeTrades("SOL-USD", ignore);
    const crossed = levels(["bid", "200", "1"]);
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", crossed)]);
    expect((await client.health()).streams).toBe("stale");
  });
});
