import { describe, expect, test } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import { defer } from "../testdata/deferred.ts";
import { joinFeed } from "../testdata/feeds/test-subscriber.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createAudience, createFeedPool, type Feed, type FeedPool } from "./feed.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };
const ENDED = new VenueError({ kind: "notFound", venue: "testvenue", operation: "stream", reason: "r" });

interface TestPool {
  readonly pool: FeedPool<string>;
  /** All created feeds. */
  readonly feeds: readonly Feed<string>[];
  /** Their starts, stops and greetings, in order. */
  readonly steps: readonly string[];
}

function createTestPool(stop: () => Promise<void> = async () => {}): TestPool {
  const feeds: Feed<string>[] = [];
  const steps: string[] = [];
  const pool = createFeedPool<string>((key) => {
    const number = feeds.length;
    const feed: Feed<string> = {
      audience: createAudience(),
      start: () => void steps.push(`start ${key} ${number}`),
      stop: () => {
        steps.push(`stop ${key} ${number}`);
        return stop();
      },
      greet: (newcomer) => {
        if (feed.audience.isLive) newcomer.deliver("greeting");
      },
    };
    feeds.push(feed);
    return feed;
  });
  return { pool, feeds, steps };
}

interface Member {
  readonly subscriber: Subscriber<string>;
  readonly told: string[];
  leave(): Promise<void>;
}

function join(pool: FeedPool<string>, key: string, on: (word: string) => void = () => {}): Member {
  const told: string[] = [];
  const tell = (word: string): void => {
    told.push(word);
    on(word);
  };
  const { subscriber } = joinFeed(pool, key, () => ({ deliver: tell }), { onState: tell });
  return { subscriber, told, leave: () => subscriber.subscription.close() };
}

describe("a pool", () => {
  test("has one feed per key, which runs from the first subscriber to the last", async () => {
    const { pool, steps } = createTestPool();
    const first = join(pool, "BTC-USD");
    const second = join(pool, "BTC-USD");
    const other = join(pool, "ETH-USD");
    await first.leave();
    expect(steps).toEqual(["start BTC-USD 0", "start ETH-USD 1"]);
    await second.leave();
    await other.leave();
    expect(steps.slice(2)).toEqual(["stop BTC-USD 0", "stop ETH-USD 1"]);
  });

  test("creates a new feed after the last subscriber has left, even while the old feed stops", async () => {
    const stopped = defer();
    const { pool, feeds, steps } = createTestPool(() => stopped.promise);
    const left = join(pool, "BTC-USD").leave();
    const next = join(pool, "BTC-USD");
    stopped.resolve();
    await left;
    expect(steps).toEqual(["start BTC-USD 0", "stop BTC-USD 0", "start BTC-USD 1"]);
    feeds[1]?.audience.deliver("item");
    expect(next.told).toEqual(["item"]);
  });

  test("resolves a leave when the venue is left, and at once while others stay", async () => {
    const stopped = defer();
    const { pool } = createTestPool(() => stopped.promise);
    const [first, second] = [join(pool, "BTC-USD"), join(pool, "BTC-USD")];
    await first.leave();
    let hasLeft = false;
    const left = second.leave().then(() => {
      hasLeft = true;
    });
    await nextTurn();
    expect(hasLeft).toBe(false);
    stopped.resolve();
    await left;
  });

  test("greets later subscribers after they are live", () => {
    const { pool, feeds } = createTestPool();
    const first = join(pool, "BTC-USD");
    feeds[0]?.audience.live();
    const late = join(pool, "BTC-USD");
    expect(first.told).toEqual(["live"]);
    expect(late.told).toEqual(["live", "greeting"]);
  });

  test("adds nobody to a feed that has ended, even during its end", () => {
    const { pool, feeds, steps } = createTestPool();
    const again: Member[] = [];
    const subscribeAgain = (word: string): void => {
      if (word === "closed") again.push(join(pool, "BTC-USD"));
    };
    const members = [join(pool, "BTC-USD", subscribeAgain), join(pool, "BTC-USD", subscribeAgain)];
    feeds[0]?.audience.end(ENDED);
    expect(members.map(({ told }) => told)).toEqual([["closed"], ["closed"]]);
    expect(steps).toEqual(["start BTC-USD 0", "start BTC-USD 1"]);
    feeds[1]?.audience.live();
    expect(again.map(({ told }) => told)).toEqual([["live"], ["live"]]);
  });

  test("forgets a feed that the venue has ended", () => {
    const { pool, feeds, steps } = createTestPool();
    join(pool, "BTC-USD");
    feeds[0]?.audience.end(ENDED);
    expect(steps).toEqual(["start BTC-USD 0", "stop BTC-USD 0"]);
    join(pool, "BTC-USD");
    expect(feeds).toHaveLength(2);
  });
});

describe("an audience", () => {
  test("gets all events, and those who left get none", async () => {
    const { pool, feeds } = createTestPool();
    const [first, second] = [join(pool, "BTC-USD"), join(pool, "BTC-USD")];
    const audience = feeds[0]?.audience;
    audience?.live();
    audience?.live();
    audience?.deliver("one");
    await second.leave();
    audience?.deliver("two");
    audience?.stale(LOSS);
    audience?.live();
    expect(first.told).toEqual(["live", "one", "two", "stale", "live"]);
    expect(second.told).toEqual(["live", "one", "closed"]);
  });

  test("is not affected when a listener leaves or adds another during a delivery", () => {
    const { pool, feeds } = createTestPool();
    const added: Member[] = [];
    const first: Member = join(pool, "BTC-USD", (word) => {
      if (word !== "one") return;
      void first.leave();
      added.push(join(pool, "BTC-USD"));
    });
    const second = join(pool, "BTC-USD");
    feeds[0]?.audience.live();
    feeds[0]?.audience.deliver("one");
    feeds[0]?.audience.deliver("two");
    expect(first.told).toEqual(["live", "one", "closed"]);
    expect(second.told).toEqual(["live", "one", "two"]);
    expect(added.map(({ told }) => told)).toEqual([["live", "greeting", "two"]]);
  });

  test("gives nothing to a subscriber that another closed during the delivery", () => {
    const { pool, feeds } = createTestPool();
    const others: Member[] = [];
    join(pool, "BTC-USD", (word) => {
      if (word === "one") for (const other of others) void other.leave();
    });
    others.push(join(pool, "BTC-USD"));
    feeds[0]?.audience.live();
    feeds[0]?.audience.deliver("one");
    expect(others[0]?.told).toEqual(["live", "closed"]);
  });

  test("tells a newcomer the last loss", () => {
    const { pool, feeds } = createTestPool();
    join(pool, "BTC-USD");
    feeds[0]?.audience.stale(LOSS);
    expect(join(pool, "BTC-USD").subscriber.lastLoss).toBe(LOSS);
    feeds[0]?.audience.live();
    expect(join(pool, "BTC-USD").subscriber.lastLoss).toBeUndefined();
  });
});
