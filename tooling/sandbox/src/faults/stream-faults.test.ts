import { beforeEach, describe, expect, test } from "vitest";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase/coinbase-sandbox.ts";
import { createTestBook, openStream, type TestStream } from "../testing/streams.ts";
import { createManualClock, type ManualClock } from "../time/clock.ts";
import type { StreamFault } from "./stream-fault.ts";
import { createStreamFaultSchedule } from "./stream-fault-schedule.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let stream: TestStream;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false, recordTruth: true });
  stream = openStream(sandbox, clock);
});

/**
 * Subscribes to a book and changes it. The acknowledgement is frame 0, the snapshot is frame 1, and the changes follow.
 */
function watch(...faults: readonly StreamFault[]): void {
  sandbox.streamFaults.add(...faults);
  stream.subscribe("level2", "BTC-USD");
  sandbox.tick("BTC-USD", 4);
}

const numbers = () => stream.take().map(({ sequence_num }) => sequence_num);

describe("a frame", () => {
  test("that is dropped leaves a gap", () => {
    watch({ kind: "drop", match: { frame: 3 } });
    expect(numbers()).toEqual([0, 1, 2, 4, 5]);
  });

  test("that is omitted leaves no gap: an acknowledgement never arrives", () => {
    watch({ kind: "omit", match: { channel: "subscriptions" } });
    const frames = stream.take();
    expect(frames.map(({ sequence_num }) => sequence_num)).toEqual([0, 1, 2, 3, 4]);
    expect(frames.every(({ channel }) => channel === "l2_data")).toBe(true);
    expect(sandbox.truth.bookAt(1, 4)).toEqual(sandbox.book("BTC-USD"));
  });

  test("comes twice, with one number", () => {
    watch({ kind: "duplicate", match: { frame: 2 } });
    expect(numbers()).toEqual([0, 1, 2, 2, 3, 4, 5]);
    expect(stream.texts[2]).toBe(stream.texts[3]);
  });

  test("comes after the next one", () => {
    watch({ kind: "reorder", match: { frame: 1 } }, { kind: "reorder", match: { frame: 4 } });
    expect(numbers()).toEqual([0, 2, 1, 3, 5, 4]);
  });

  test("comes late, and the following frames wait for it", async () => {
    watch({ kind: "slow", ms: 700, match: { frame: 3 } }, { kind: "slow", ms: 300, match: { frame: 5 } });
    expect(numbers()).toEqual([0, 1, 2]);
    await clock.run(699);
    expect(numbers()).toEqual([]);
    await clock.run(1);
    expect(numbers()).toEqual([3, 4]);
    await clock.run(300);
    expect(numbers()).toEqual([5]);
  });

  test("is cut in half", () => {
    watch({ kind: "malformed", match: { frame: 2 } });
    expect(stream.texts).toHaveLength(6);
    expect(stream.texts[2]).toMatch(/^\{"channel":"l2_data"/);
    expect(() => JSON.parse(stream.texts[2] ?? "")).toThrow(SyntaxError);
  });

  test("comes in an array", () => {
    watch({ kind: "array", match: { frame: 2 } });
    expect(stream.take()[2]).toMatchObject([{ channel: "l2_data", sequence_num: 2 }]);
  });

  test("has megabytes of padding, and is otherwise unchanged", () => {
    watch({ kind: "oversize", megabytes: 3, match: { frame: 2 } });
    expect(stream.texts[2]?.length).toBeGreaterThan(3 * 1_048_576);
    expect(numbers()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("of an error can fail too", () => {
    sandbox.streamFaults.add({ kind: "duplicate", match: { channel: "error" } });
    stream.sendText("{");
    expect(stream.take()).toHaveLength(2);
  });
});

describe("a connection", () => {
  test("stalls: the venue sends nothing, reads nothing, and answers no close", async () => {
    watch({ kind: "stall", match: { frame: 3 } });
    stream.subscribe("heartbeats");
    stream.close(1000);
    await clock.run(120_000);
    expect(numbers()).toEqual([0, 1, 2]);
    expect(stream.closed).toEqual([]);
    expect(sandbox.connections()).toEqual([{ number: 1, host: "market" }]);
    sandbox.disconnect({ code: 1006 });
    expect(stream.closed).toEqual([{ code: 1006, reason: "" }]);
  });

  test("is closed with a code and a reason, or a plain 1000, and sends nothing more", () => {
    watch({ kind: "close", code: 4001, reason: "maintenance", match: { frame: 3 } });
    expect(numbers()).toEqual([0, 1, 2]);
    expect(stream.closed).toEqual([{ code: 4001, reason: "maintenance" }]);
    stream = openStream(sandbox, clock);
    watch({ kind: "close", match: { frame: 0 } });
    expect(stream.texts).toEqual([]);
    expect(stream.closed).toEqual([{ code: 1000, reason: "" }]);
  });

  test("that has ended gets neither waiting frames nor later ones", async () => {
    watch({ kind: "slow", ms: 500, match: { frame: 3 } });
    sandbox.disconnect();
    await clock.run(1_000);
    expect(numbers()).toEqual([0, 1, 2]);
    sandbox = createCoinbaseSandbox({ clock, behaviour: { streamSnapshot: "before ack" } });
    stream = openStream(sandbox, clock);
    watch({ kind: "close", match: { channel: "l2_data" } });
    expect(stream.texts).toEqual([]);
  });

  test("is reset", () => {
    watch({ kind: "reset", match: { frame: 1 } });
    expect(numbers()).toEqual([0]);
    expect(stream.closed).toEqual([{ code: 1006, reason: "" }]);
  });

  test.each([999, 1004, 1015, 2_999, 5_000, 1000.5])("is never closed with %d", (code) => {
    expect(() => sandbox.streamFaults.add({ kind: "close", code })).toThrow(RangeError);
  });
});

describe("a fault", () => {
  test("applies to the host, connection and channel that it names, after `skip` frames, `times` times", () => {
    sandbox.streamFaults.add(
      { kind: "drop", match: { host: "user" }, times: Number.POSITIVE_INFINITY },
      { kind: "drop", match: { connection: 2, channel: "l2_data" }, skip: 2, times: 2 },
    );
    const second = openStream(sandbox, clock);
    second.subscribe("level2", "BTC-USD");
    watch();
    expect(numbers()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(second.take().map(({ sequence_num }) => sequence_num)).toEqual([0, 1, 2, 5]);
    expect(sandbox.streamFaults.pending).toHaveLength(1);
    const user = openStream(sandbox, clock, { host: "user" });
    user.subscribe("heartbeats");
    expect(user.texts).toEqual([]);
    sandbox.streamFaults.clear();
    user.subscribe("heartbeats");
    expect(user.take()).toMatchObject([{ sequence_num: 1 }]);
  });
});

describe("a schedule", () => {
  const feed = (seed: number): string => {
    const ownClock = createManualClock();
    const venue = createCoinbaseSandbox({ clock: ownClock, rateLimits: false });
    venue.streamFaults.add(...createStreamFaultSchedule(seed, { frames: 40 }));
    const own = openStream(venue, ownClock);
    own.subscribe("level2", "ETH-BTC");
    venue.tick("ETH-BTC", 40);
    return JSON.stringify([own.texts.map((text) => text.slice(-300)), own.closed]);
  };

  test("is the same for the same seed, and different for a thousand seeds", () => {
    const schedules = Array.from({ length: 1_000 }, (_, seed) =>
      JSON.stringify(createStreamFaultSchedule(seed, { frames: 200 })),
    );
    expect(new Set(schedules).size).toBe(1_000);
    expect(JSON.stringify(createStreamFaultSchedule(7, { frames: 200 }))).toBe(schedules[7]);
    expect(feed(3)).toBe(feed(3));
    expect(feed(3)).not.toBe(feed(4));
  });

  test("has the given number of faults, of the given kinds, within the given frames", () => {
    const schedule = createStreamFaultSchedule(1, { frames: 50, faults: 30, kinds: ["drop", "oversize"] });
    expect(schedule).toHaveLength(30);
    expect(new Set(schedule.map(({ kind }) => kind))).toEqual(new Set(["drop", "oversize"]));
    expect(schedule.every(({ match }) => (match?.frame ?? -1) >= 0 && (match?.frame ?? 50) < 50)).toBe(true);
    expect(createStreamFaultSchedule(1, { frames: 3 })).toHaveLength(1);
    expect(createStreamFaultSchedule(1, { frames: 3, kinds: [] })).toEqual([]);
  });

  test("draws every kind but `oversize`, and can be added as a whole", () => {
    const drawn = Array.from({ length: 50 }, (_, seed) => createStreamFaultSchedule(seed, { frames: 100 }));
    const kinds = new Set(drawn.flat().map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      "array",
      "close",
      "drop",
      "duplicate",
      "malformed",
      "omit",
      "reorder",
      "reset",
      "slow",
      "stall",
    ]);
    sandbox.streamFaults.add(...drawn.flat());
    expect(sandbox.streamFaults.pending).toHaveLength(drawn.flat().length);
  });

  test("with only delays and duplicates still ends in the venue's book", async () => {
    sandbox.streamFaults.add(
      ...createStreamFaultSchedule(11, { frames: 100, faults: 60, kinds: ["slow", "duplicate", "reorder"] }),
    );
    stream.subscribe("level2", "BTC-USD");
    for (let step = 0; step < 120; step++) {
      sandbox.tick("BTC-USD");
      await clock.run(50);
    }
    await clock.run(200_000);
    const book = createTestBook();
    const frames = stream.take().filter(({ channel }) => channel === "l2_data");
    for (const frame of frames.toSorted((left, right) => left.sequence_num - right.sequence_num)) {
      book.apply(frame);
    }
    expect(book.toJson()).toEqual(sandbox.book("BTC-USD"));
  });
});
