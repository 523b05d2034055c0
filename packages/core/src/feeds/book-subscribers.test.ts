import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { createStream, FIRST, snapshot, update } from "../testdata/feeds/book-stream.ts";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import { nextTurn } from "../testdata/next-turn.ts";

describe("subscribers of one book", () => {
  test("share a topic, and each gets its own depth and symbol", () => {
    const { hub, join, live } = createStream();
    const one = join({ depth: 1 });
    const all = join({ depth: Number.POSITIVE_INFINITY, symbol: "BTC-USDC" });
    live();
    expect(hub.attached()).toEqual(["level2 BTC-USD"]);
    expect(one.told).toEqual(["live", "live: 100×1 | 101×3"]);
    expect(all.told).toEqual(["live", FIRST]);
    expect([one, all].map(({ books }) => books[0]?.symbol)).toEqual(["BTC-USD", "BTC-USDC"]);
    hub.sink.lost(LOSS);
    expect([one, all].map(({ books }) => books[1]?.symbol)).toEqual(["BTC-USD", "BTC-USDC"]);
  });

  test("get the current book at once when they join late, and nothing while it is stale", () => {
    const { hub, join, live } = createStream();
    join();
    live();
    hub.send([update(["bid", "100", "9"])], { sequence: 7 });
    const late = join();
    expect(late.told).toEqual(["live", "live: 100×9 99×2 | 101×3 102×4"]);
    expect(late.books[0]?.sequence).toBe("7");
    hub.sink.lost(LOSS);
    const later = join();
    expect(later.told).toEqual([]);
    live();
    expect(later.told).toEqual(["live", FIRST]);
  });

  test("W14: that are slow get the latest book next and do not delay others", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const slow = join({ handler: () => work.promise });
    const never = join({ handler: () => new Promise(() => {}) });
    const quick = join();
    live();
    for (const quantity of ["5", "6", "7"]) hub.send([update(["bid", "100", quantity])]);
    expect(quick.told).toHaveLength(5);
    expect(slow.told).toEqual(["live", FIRST]);
    work.resolve();
    await nextTurn();
    expect(slow.told).toEqual(["live", FIRST, "live: 100×7 99×2 | 101×3 102×4"]);
    expect(never.told).toEqual(["live", FIRST]);
  });

  test("that were busy during a loss get their last book again as stale", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const { told } = join({ handler: () => work.promise });
    live();
    hub.send([update(["bid", "100", "9"])]);
    hub.sink.lost(LOSS);
    work.resolve();
    await nextTurn();
    expect(told).toEqual(["live", FIRST, "stale", FIRST.replace("live", "stale")]);
  });

  test("that were busy until a loss was recovered get the new book", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const { told } = join({ handler: () => work.promise });
    live();
    hub.sink.lost(LOSS);
    hub.sink.confirmed();
    hub.send([snapshot(["bid", "98", "1"])]);
    work.resolve();
    await nextTurn();
    expect(told).toEqual(["live", FIRST, "stale", "live", "live: 98×1 | "]);
  });

  test("W13: that throw in the handler or in onState do not affect others", async () => {
    const { hub, join, live } = createStream();
    const fail = () => {
      throw new Error("a subscriber's own fault");
    };
    const throwing = join({ handler: fail });
    const rejecting = join({ handler: async () => fail() });
    const stating = join({ onState: fail });
    const last = join();
    live();
    hub.send([update(["bid", "100", "9"])]);
    await nextTurn();
    hub.sink.lost(LOSS);
    await nextTurn();
    const [steady] = [last.told];
    expect(steady).toHaveLength(5);
    expect(throwing.told).toEqual(steady);
    expect(stating.told).toEqual(steady);
    expect(throwing.errors).toHaveLength(3);
    expect(rejecting.errors.length).toBe(rejecting.books.length);
    expect(stating.errors).toHaveLength(2);
    expect(last.errors).toEqual([]);
  });

  test("that close in their handler get nothing more, and the last one leaves the venue", async () => {
    const { hub, join, live } = createStream();
    const one = join({ handler: () => one.subscription.close() });
    const two = join({
      handler: (_book, { state }) => {
        if (state === "stale") void two.subscription.close();
      },
    });
    live();
    hub.send([update(["bid", "100", "9"])]);
    expect(one.told).toEqual(["live", FIRST, "closed"]);
    expect(hub.attached()).toEqual(["level2 BTC-USD"]);
    hub.sink.lost(LOSS);
    expect(two.told.at(-1)).toBe("closed");
    expect(hub.attached()).toEqual([]);
    expect(await one.subscription.closed).toEqual({ reason: "closed" });
  });
});

test("a close during an async handler ends the delivery: later books are dropped", async () => {
  const { hub, join, live } = createStream();
  const work = defer();
  const { told, subscription } = join({ handler: () => work.promise });
  live();
  hub.send([update(["bid", "100", "9"])]);
  await subscription.close();
  work.resolve();
  await nextTurn();
  expect(told).toEqual(["live", FIRST, "closed"]);
});
