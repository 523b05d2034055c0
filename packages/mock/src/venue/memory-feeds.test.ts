import { type StreamState, type Subscription, VenueError } from "@cqvx/core";
import { createLocalStreams, createMethods, type TradeBatch } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { buildTrade } from "../builders/build-trade.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createLocalParts } from "./local-parts.ts";
import { createMemoryFeeds, type MemoryFeeds } from "./memory-feeds.ts";

const ENDED = new VenueError({ kind: "unavailable", venue: "tiny", operation: "stream", reason: "down" });
const BTC = "BTC-USD";
const ETH = "ETH-USD";

const batch = (tradeId: string): TradeBatch => ({ trades: [buildTrade({ tradeId })], isHistory: false });

interface Listener {
  readonly received: string[];
  readonly subscription: Subscription;
}

interface Streams {
  readonly feeds: MemoryFeeds<TradeBatch>;
  /** The calls of `first` and `afterInterruption`, in order. */
  readonly asked: readonly string[];
  listen(key?: string): Promise<Listener>;
}

/** Creates feeds of trades. Each begins with "first"; after an interruption come the missed trades and "after". */
function createStreams(): Streams {
  const asked: string[] = [];
  const feeds = createMemoryFeeds<TradeBatch>({
    first: (key) => {
      asked.push(`first ${key}`);
      return [batch("first")];
    },
    afterInterruption: (key, missed) => {
      asked.push(`after ${key}`);
      return [...missed, batch("after")];
    },
  });
  const parts = createLocalParts({}, [], { venue: "tiny", operation: "createTinyClient" });
  const streams = createLocalStreams(parts.runtime.logger);
  const methods = createMethods(
    { ...parts, streams, placeOptions: {} },
    { subscribeTrades: (key) => ({ key, pool: feeds.pool }) },
  );
  return {
    feeds,
    asked,
    listen: async (key = BTC) => {
      const received: string[] = [];
      const subscription = await methods.subscribeTrades(key, ({ tradeId }) => void received.push(tradeId), {
        onState: (state: StreamState) => void received.push(state),
      });
      return { received, subscription };
    },
  };
}

describe("feeds in memory", () => {
  test("begin live with their first items, and deliver pushed items", async () => {
    const { feeds, listen, asked } = createStreams();
    feeds.push(BTC, batch("to nobody"));
    const [one, other] = [await listen(), await listen(ETH)];
    feeds.push(BTC, batch("1"));
    expect(one.received).toEqual(["live", "first", "1"]);
    expect(other.received).toEqual(["live", "first"]);
    expect(asked).toEqual([`first ${BTC}`, `first ${ETH}`]);
  });

  test("send their first items to a later subscriber only", async () => {
    const { feeds, listen } = createStreams();
    const one = await listen();
    feeds.push(BTC, batch("1"));
    const late = await listen();
    feeds.push(BTC, batch("2"));
    expect(one.received).toEqual(["live", "first", "1", "2"]);
    expect(late.received).toEqual(["live", "first", "2"]);
  });

  test("keep items pushed during an interruption until its end", async () => {
    const { feeds, listen } = createStreams();
    const one = await listen();
    feeds.interrupt();
    feeds.interrupt(BTC);
    feeds.push(BTC, batch("1"));
    expect(one.received).toEqual(["live", "first", "stale"]);
    feeds.resume();
    feeds.resume();
    expect(one.received.slice(3)).toEqual(["live", "1", "after"]);
  });

  test("interrupt and resume one key, or all", async () => {
    const { feeds, listen } = createStreams();
    const [one, other] = [await listen(), await listen(ETH)];
    const statesNow = (): StreamState[] => [one, other].map(({ subscription }) => subscription.state);
    feeds.interrupt(ETH);
    expect(statesNow()).toEqual(["live", "stale"]);
    feeds.resume(BTC);
    expect(statesNow()).toEqual(["live", "stale"]);
    feeds.resume(ETH);
    feeds.interrupt();
    expect(statesNow()).toEqual(["stale", "stale"]);
    feeds.resume(BTC);
    expect(statesNow()).toEqual(["live", "stale"]);
    feeds.resume();
    expect(statesNow()).toEqual(["live", "live"]);
  });

  test("interrupted before the first subscription are live when they resume", async () => {
    for (const key of [undefined, BTC]) {
      const { feeds, listen } = createStreams();
      feeds.interrupt(key);
      let isLive = false;
      const pending = listen().then((listener) => {
        isLive = true;
        return listener;
      });
      await nextTurn();
      feeds.push(BTC, batch("1"));
      expect(isLive).toBe(false);
      feeds.resume(key);
      expect((await pending).received).toEqual(["live", "1", "after"]);
    }
  });

  test("end for current subscribers, and start again for later ones", async () => {
    const { feeds, listen } = createStreams();
    const [one, other] = [await listen(), await listen(ETH)];
    feeds.end(ENDED, BTC);
    feeds.push(BTC, batch("1"));
    const again = await listen();
    feeds.push(BTC, batch("2"));
    expect(one.received).toEqual(["live", "first", "closed"]);
    expect(await one.subscription.closed).toMatchObject({
      reason: "failed",
      error: { kind: "unavailable", operation: "subscribeTrades" },
    });
    expect(again.received).toEqual(["live", "first", "2"]);
    feeds.end();
    expect(await other.subscription.closed).toEqual({ reason: "closed" });
    expect(await again.subscription.closed).toEqual({ reason: "closed" });
  });

  test("forget missed items when the last subscriber leaves", async () => {
    const { feeds, listen } = createStreams();
    const one = await listen();
    feeds.interrupt();
    feeds.push(BTC, batch("missed"));
    await one.subscription.close();
    feeds.resume();
    const next = await listen();
    expect(next.received).toEqual(["live", "first"]);
    expect(one.received).toEqual(["live", "first", "stale", "closed"]);
  });
});
