import { describe, expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import { createStream, snapshot, update, venueError } from "../testdata/feeds/order-stream.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";

describe("W5: after an interruption", () => {
  test("delivers every open order and every order that ended meanwhile, before it is live", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["known OPEN", "ended OPEN"], []);
    await clock.advance(600_000);
    hub.sink.lost(LOSS);
    await clock.advance(5_000);
    // An order of the interruption is found by its time. An older order is looked up by its id.
    lookUps.recent = ["flash FILLED", "known OPEN"];
    lookUps.byId.set("ended", "ended CANCELLED");
    told.length = 0;
    await list(["known PARTIALLY_FILLED", "new OPEN"]);
    expect(told).toEqual(["known PARTIALLY_FILLED", "new OPEN", "flash FILLED", "ended CANCELLED", "live"]);
    expect(lookUps.requested).toEqual(["orders since 540 s, at most 10000", "order ended"]);
    expect(clock.timers()).toBe(0);
    expect(join().told).toEqual(["live", "known PARTIALLY_FILLED", "new OPEN"]);
  });

  test("does not look an order up by id when the list has it", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    await list([]);
    expect(told).toEqual(["a OPEN", "live", "stale", "a FILLED", "live"]);
    expect(lookUps.requested).toHaveLength(1);
  });

  test("prefers the stream's reports to a look-up", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a OPEN", "c OPEN"];
    lookUps.byId.set("b", "b OPEN");
    lookUps.hold = defer();
    await list([]);
    hub.send([update("a FILLED", "b CANCELLED", "c FILLED")]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told.slice(3)).toEqual(["stale", "a FILLED", "b CANCELLED", "c FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("skips and forgets an order that the venue no longer knows", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["gone OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("b", "b OPEN");
    await list([]);
    expect(told.slice(2)).toEqual(["live", "stale", "b OPEN", "live"]);
    expect(join().told).toEqual(["live", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.requested.length = 0;
    await list([]);
    expect(lookUps.requested.slice(1)).toEqual(["order b"]);
  });

  test("repeats a failed look-up with growing delays, and is not live before it succeeds", async () => {
    const { hub, clock, logged, join, list, lookUps } = createStream();
    const { told, lastLoss } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    const failures = [venueError("unavailable"), new Error("canaryvalue"), venueError("rateLimited", 30_000)];
    lookUps.failures.push(...failures);
    lookUps.recent = ["a FILLED"];
    told.length = 0;
    await list([]);
    const reasons: unknown[] = [];
    // Half of one and two seconds, then half of four seconds on top of the venue's Retry-After.
    for (const waitMs of [500, 1_000, 30_000 + 2_000]) {
      reasons.push(lastLoss());
      expect(clock.timers()).toBe(1);
      await clock.advance(waitMs - 1);
      expect(clock.timers()).toBe(1);
      await clock.advance(1);
    }
    expect(told).toEqual(["a FILLED", "live"]);
    expect(reasons).toEqual(["no", "CQVX failed to look up missed orders", "no"]);
    expect(lookUps.requested).toHaveLength(4);
    expect(clock.timers()).toBe(0);
    expect(logged.map(({ level, message }) => `${level}: ${message}`)).toEqual(
      new Array(3).fill("warn: orders could not be looked up"),
    );
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("starts the delays again with the next recovery", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    join();
    await list([]);
    for (let round = 0; round < 10; round++) {
      hub.sink.lost(LOSS);
      lookUps.failures.push(venueError("unavailable"));
      await list([]);
      await clock.advance(500);
      expect(clock.timers()).toBe(0);
    }
  });

  test("repeats the whole look-up when the look-up of one order fails", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("a", "a FILLED").set("b", "b FILLED");
    lookUps.hold = defer();
    await list([]);
    // The list is under way, so this failure is for the first order.
    lookUps.failures.push(venueError("timeout"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told.slice(2)).toEqual(["live", "stale"]);
    await clock.advance(500);
    expect(told.slice(2)).toEqual(["live", "stale", "a FILLED", "b FILLED", "live"]);
  });

  test("looks up from the start of the first interruption when a second one hits the recovery", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.hold = defer();
    lookUps.recent = ["abandoned FILLED"];
    await list(["a OPEN", "b OPEN"]);
    await clock.advance(10_000);
    hub.sink.lost(LOSS);
    told.length = 0;
    lookUps.hold.resolve();
    await nextTurn();
    lookUps.hold = undefined;
    lookUps.recent = ["a FILLED", "b FILLED"];
    await list([]);
    expect(told).toEqual(["a FILLED", "b FILLED", "live"]);
    expect(lookUps.requested).toEqual(Array(2).fill("orders since -60 s, at most 10000"));
    expect(lookUps.signals[0]?.aborted).toBe(true);
  });

  test("looks up a later interruption from its own start", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    join();
    await list([]);
    for (let round = 0; round < 2; round++) {
      await clock.advance(600_000);
      hub.sink.lost(LOSS);
      await list([]);
    }
    expect(lookUps.requested.map((question) => question.split(",")[0])).toEqual([
      "orders since 540 s",
      "orders since 1140 s",
    ]);
  });

  test("looks up the delivered orders after an interruption of a first snapshot", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot("a OPEN", "b OPEN", "c OPEN")]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("a", "a FILLED");
    await list(["b OPEN", "c OPEN"]);
    expect(told.slice(3)).toEqual(["b OPEN", "c OPEN", "a FILLED", "live"]);
    expect(join().told).toEqual(["live", "b OPEN", "c OPEN"]);
  });

  test("looks up nothing when no order was delivered before", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.sink.lost(LOSS);
    await list(["a OPEN"]);
    expect(told).toEqual(["a OPEN", "live"]);
    expect(lookUps.requested).toEqual([]);
  });

  test("looks up once when a snapshot ends twice", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list([]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    await list([], []);
    expect(told).toEqual(["live", "stale", "a FILLED", "live"]);
    expect(lookUps.requested).toHaveLength(1);
  });

  test("is live once the confirmation has come, too", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list([]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    hub.send([snapshot()]);
    await nextTurn();
    expect(told).toEqual(["live", "stale", "a FILLED"]);
    hub.sink.confirmed();
    expect(told.at(-1)).toBe("live");
  });
});

describe("a venue without look-ups of orders", () => {
  test("is live again after the snapshot of open orders", async () => {
    const { hub, clock, logged, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unsupported"));
    await list(["a PARTIALLY_FILLED", "b OPEN"]);
    expect(told.slice(2)).toEqual(["stale", "a PARTIALLY_FILLED", "b OPEN", "live"]);
    expect([lookUps.requested.length, clock.timers(), logged.length]).toEqual([1, 0, 0]);
    hub.send([update("b FILLED")]);
    expect(join().told).toEqual(["live", "a PARTIALLY_FILLED"]);
  });

  test("forgets orders that the snapshot lacks", async () => {
    const { hub, join, list, lookUps } = createStream();
    join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unsupported"));
    await list(["b OPEN"]);
    expect(join().told).toEqual(["live", "b OPEN"]);
  });

  test("ends a stream without a snapshot, which could never be live", async () => {
    const { hub, clock, join, list, lookUps } = createStream("none");
    const { told, subscription } = join();
    lookUps.failures.push(venueError("unsupported"));
    await list();
    await clock.advance(60_000);
    expect(told).toEqual(["closed"]);
    expect(await subscription.closed).toMatchObject({ reason: "failed", error: { kind: "unsupported" } });
    expect([lookUps.requested.length, clock.timers(), hub.attached().length]).toEqual([1, 0, 0]);
  });
});

describe("a venue with some of the look-ups", () => {
  test("delivers the listed orders when it cannot look up an order by id", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["old OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["flash FILLED"];
    lookUps.hold = defer();
    await list([]);
    // The list is under way, so this failure is for the missing order.
    lookUps.failures.push(venueError("unsupported"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["old OPEN", "live", "stale", "flash FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("is live again with the open orders when it has no other look-up", async () => {
    const { hub, join, list, lookUps } = createStream("none");
    const { told } = join();
    lookUps.open = ["a OPEN", "b OPEN"];
    await list();
    hub.sink.lost(LOSS);
    lookUps.open = ["b PARTIALLY_FILLED"];
    lookUps.hold = defer();
    await list();
    // The open orders are under way, so this failure is for the missed orders.
    lookUps.failures.push(venueError("unsupported"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a OPEN", "b OPEN", "live", "stale", "b PARTIALLY_FILLED", "live"]);
    expect(join().told).toEqual(["live", "b PARTIALLY_FILLED"]);
  });
});

describe("an end during a recovery", () => {
  test("W15: by the subscriber leaves no timer, aborts the look-up, and delivers nothing more", async () => {
    using rejections = watchRejections();
    for (const during of ["look-up", "wait"]) {
      const { hub, clock, join, list, lookUps } = createStream();
      const { told, subscription } = join();
      await list(["a OPEN"]);
      hub.sink.lost(LOSS);
      lookUps.recent = ["a FILLED"];
      if (during === "wait") lookUps.failures.push(venueError("unavailable"));
      else lookUps.hold = defer();
      await list([]);
      expect(clock.timers()).toBe(during === "wait" ? 1 : 0);
      await subscription.close();
      lookUps.hold?.resolve();
      await clock.advance(60_000);
      expect(told).toEqual(["a OPEN", "live", "stale", "closed"]);
      expect(clock.timers()).toBe(0);
      expect(lookUps.signals.every((signal) => signal?.aborted)).toBe(true);
      expect(lookUps.requested).toHaveLength(1);
      expect(hub.attached()).toEqual([]);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("by the venue does the same", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told, subscription } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unavailable"));
    await list([]);
    hub.sink.ended(venueError("unauthorized"));
    await clock.advance(60_000);
    expect(told).toEqual(["a OPEN", "live", "stale", "closed"]);
    expect(clock.timers()).toBe(0);
    expect(await subscription.closed).toMatchObject({ error: { kind: "unauthorized" } });
  });
});
