import type { StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { buildVenueError } from "../builders/build-venue-error.ts";
import { defer } from "../testdata/deferred.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createStreamingClient } from "../testdata/streaming-client.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import { sequencesOf, watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient, type MockClient } from "./mock-client.ts";

describe("the end of streams", () => {
  test("has the given error, with this client's venue and the subscribing method", async () => {
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

  test("can apply to selected streams only", async () => {
    const client = createStreamingClient();
    const [bitcoin, ether] = [await watchBooks(client), await watchBooks(client, "ETH-USD")];
    const orders = await watchOrders(client);
    client.failStreams(buildVenueError(), { symbol: "ETH-USD" });
    client.endStreams({ stream: "orders" });
    expect(bitcoin.subscription.state).toBe("live");
    expect((await ether.subscription.closed).reason).toBe("failed");
    expect(await orders.subscription.closed).toEqual({ reason: "closed" });
  });

  test("without an error has the reason closed", async () => {
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

  test("allows new subscriptions, also from inside onState", async () => {
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

  test("without open streams does nothing", () => {
    const client = createMockClient();
    client.failStreams(buildVenueError());
    client.endStreams();
    client.emitState("closed", { stream: "trades", symbol: "BTC-USD" });
    expect(client.subscribeTradesCallCount()).toBe(0);
  });

  test("also follows from the caller's signal and from closing the client", async () => {
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

describe("while a subscription waits for its answer", () => {
  test("an abort ends it and leaves nothing behind", async () => {
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

  test("the health reports the stream as stale", async () => {
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

  test("its failure does not affect other subscriptions of the symbol", async () => {
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

test("a subscription is closed at the end of its `await using` block", async () => {
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

/** Returns a promise that never resolves and rejects when its signal aborts. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
