import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import {
  createStream,
  many,
  type Stream,
  snapshot,
  update,
  venueError,
} from "../testdata/feeds/order-stream.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";

describe("a stream without a snapshot of open orders", () => {
  /** Confirms the topic and lets the look-ups run. */
  const confirm = async ({ hub }: Stream): Promise<void> => {
    hub.sink.confirmed();
    await nextTurn();
  };

  test("lists them after its confirmation, and is live after the list", async () => {
    const stream = createStream("none");
    const { lookUps, join } = stream;
    const { told, subscription } = join();
    lookUps.open = ["a OPEN", "b PARTIALLY_FILLED"];
    await nextTurn();
    expect(lookUps.requested).toEqual([]);
    lookUps.hold = defer();
    await confirm(stream);
    expect(lookUps.requested).toEqual(["open orders"]);
    expect([told, subscription.state]).toEqual([[], "stale"]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a OPEN", "b PARTIALLY_FILLED", "live"]);
    expect(subscription.state).toBe("live");
    expect(lookUps.requested).toEqual(["open orders"]);
    expect(stream.clock.timers()).toBe(0);
  });

  test("is live without orders, and greets late subscribers with the open ones", async () => {
    const stream = createStream("none");
    const { hub, join } = stream;
    const { told } = join();
    await confirm(stream);
    expect(told).toEqual(["live"]);
    hub.send([update("a OPEN", "b OPEN"), update("a FILLED")]);
    expect(join().told).toEqual(["live", "b OPEN"]);
    expect(stream.lookUps.requested).toHaveLength(1);
  });

  test("treats no event as the list, not even one of type snapshot", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    hub.send([snapshot()]);
    await nextTurn();
    expect(told).toEqual([]);
    expect(lookUps.requested).toHaveLength(1);
  });

  test("delivers updates during the list, and prefers them to it", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["a OPEN", "b OPEN", "c OPEN", "d OPEN"];
    lookUps.hold = defer();
    hub.send([update("a FILLED")]);
    await confirm(stream);
    hub.send([update("b CANCELLED", "c PARTIALLY_FILLED", "e OPEN")]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a FILLED", "b CANCELLED", "c PARTIALLY_FILLED", "e OPEN", "d OPEN", "live"]);
    expect(join().told.toSorted()).toEqual(["c PARTIALLY_FILLED", "d OPEN", "e OPEN", "live"]);
  });

  test("W5: is stale with a reason while the list fails, and repeats it with growing delays", async () => {
    const stream = createStream("none");
    const { clock, logged, lookUps, join } = stream;
    const { told, lastLoss, subscription } = join();
    lookUps.open = ["a OPEN"];
    lookUps.failures.push(
      venueError("unavailable"),
      new Error("canaryvalue"),
      venueError("rateLimited", 30_000),
    );
    await confirm(stream);
    const reasons: unknown[] = [];
    for (const waitMs of [500, 1_000, 30_000 + 2_000]) {
      reasons.push(lastLoss());
      expect([subscription.state, clock.timers()]).toEqual(["stale", 1]);
      await clock.advance(waitMs - 1);
      expect(clock.timers()).toBe(1);
      await clock.advance(1);
    }
    expect(told).toEqual(["a OPEN", "live"]);
    expect(lookUps.requested).toEqual(Array(4).fill("open orders"));
    expect(reasons).toEqual(["no", "CQVX failed to look up missed orders", "no"]);
    expect(clock.timers()).toBe(0);
    expect(logged.map(({ message }) => message)).toEqual(Array(3).fill("orders could not be looked up"));
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("remembers updates over all attempts of the list", async () => {
    const stream = createStream("none");
    const { hub, clock, lookUps, join } = stream;
    const { told } = join();
    lookUps.failures.push(venueError("timeout"));
    lookUps.open = ["a OPEN", "b OPEN"];
    await confirm(stream);
    hub.send([update("a FILLED")]);
    await clock.advance(500);
    expect(told).toEqual(["a FILLED", "b OPEN", "live"]);
  });

  test("W5: looks up both the missed and the open orders after an interruption, before it is live", async () => {
    const stream = createStream("none");
    const { hub, clock, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["known OPEN", "ended OPEN", "gone OPEN"];
    await confirm(stream);
    await clock.advance(600_000);
    hub.sink.lost(LOSS);
    await clock.advance(5_000);
    lookUps.recent = ["flash FILLED", "known PARTIALLY_FILLED"];
    lookUps.byId.set("ended", "ended CANCELLED");
    lookUps.open = ["known PARTIALLY_FILLED", "new OPEN"];
    lookUps.requested.length = 0;
    told.length = 0;
    await confirm(stream);
    expect(lookUps.requested.toSorted()).toEqual([
      "open orders",
      "order ended",
      "order gone",
      "orders since 540 s, at most 10000",
    ]);
    expect(new Set(told)).toEqual(
      new Set(["flash FILLED", "known PARTIALLY_FILLED", "ended CANCELLED", "new OPEN", "live"]),
    );
    expect(told.at(-1)).toBe("live");
    expect(join().told).toEqual(["live", "known PARTIALLY_FILLED", "new OPEN"]);
  });

  test("W5: does not look up orders by id that are still open", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = many(100);
    for (const word of lookUps.open) lookUps.byId.set(word.split(" ")[0] ?? "", word);
    await confirm(stream);
    hub.sink.lost(LOSS);
    lookUps.requested.length = 0;
    told.length = 0;
    await confirm(stream);
    expect(lookUps.requested).toHaveLength(2);
    expect(new Set(told)).toEqual(new Set([...many(100), "live"]));
  });

  test("W5: is stale after an interruption until both look-ups succeed", async () => {
    for (const failing of ["recent", "open"] as const) {
      const stream = createStream("none");
      const { hub, clock, lookUps, join } = stream;
      const { told } = join();
      lookUps.open = ["a OPEN"];
      await confirm(stream);
      hub.sink.lost(LOSS);
      lookUps.recent = ["a FILLED"];
      lookUps.open = [];
      lookUps.hold = defer();
      if (failing === "recent") lookUps.failures.push(venueError("timeout"));
      await confirm(stream);
      // The first list is under way, so this failure is for the second.
      if (failing === "open") lookUps.failures.push(venueError("timeout"));
      lookUps.hold.resolve();
      await nextTurn();
      expect(told).toEqual(["a OPEN", "live", "stale"]);
      expect(clock.timers()).toBe(1);
      await clock.advance(500);
      expect(told).toEqual(["a OPEN", "live", "stale", "a FILLED", "live"]);
    }
  });

  test("repeats a first list that was interrupted, and delivers nothing of the old one", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["old OPEN"];
    const old = defer();
    lookUps.hold = old;
    await confirm(stream);
    hub.sink.lost(LOSS);
    expect(lookUps.signals[0]?.aborted).toBe(true);
    lookUps.hold = undefined;
    lookUps.open = ["new OPEN"];
    await confirm(stream);
    old.resolve();
    await nextTurn();
    expect(told).toEqual(["new OPEN", "live"]);
    expect(lookUps.requested).toEqual(["open orders", "open orders"]);
  });

  test("looks up the delivered orders when its first list was interrupted", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    hub.send([update("a OPEN")]);
    hub.sink.lost(LOSS);
    lookUps.hold = undefined;
    lookUps.byId.set("a", "a FILLED");
    await confirm(stream);
    expect(told).toEqual(["a OPEN", "a FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("reads nothing again after a second confirmation", async () => {
    const stream = createStream("none");
    const { lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    await confirm(stream);
    lookUps.hold.resolve();
    await nextTurn();
    await confirm(stream);
    expect(told).toEqual(["live"]);
    expect(lookUps.requested).toEqual(["open orders"]);
  });

  test("W15: aborts the list when it is closed, and delivers nothing more", async () => {
    using rejections = watchRejections();
    for (const during of ["list", "wait"]) {
      const stream = createStream("none");
      const { hub, clock, lookUps, join } = stream;
      const { told, subscription } = join();
      lookUps.open = ["a OPEN"];
      if (during === "wait") lookUps.failures.push(venueError("unavailable"));
      else lookUps.hold = defer();
      await confirm(stream);
      expect(lookUps.signals.map((signal) => signal?.aborted)).toEqual([false]);
      await subscription.close();
      expect(lookUps.signals.map((signal) => signal?.aborted)).toEqual([true]);
      lookUps.hold?.resolve();
      await clock.advance(60_000);
      expect(told).toEqual(["closed"]);
      expect([clock.timers(), lookUps.requested.length, hub.attached().length]).toEqual([0, 1, 0]);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("aborts the list when the venue ends the stream", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["a OPEN"];
    lookUps.hold = defer();
    await confirm(stream);
    hub.sink.ended(venueError("unauthorized"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(lookUps.signals[0]?.aborted).toBe(true);
    expect(told).toEqual(["closed"]);
  });
});
