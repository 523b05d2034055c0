import { describe, expect, test, vi } from "vitest";
import { createMockClient } from "../mock/mock-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createManualClock, START_MS } from "./manual-clock.ts";

describe("a manual clock", () => {
  test("stands still until it is advanced", async () => {
    const clock = createManualClock();
    await nextTurn();
    expect([clock.now(), clock.monotonic(), clock.timers()]).toEqual([START_MS, 0, 0]);
    await clock.advance(1_500);
    expect([clock.now(), clock.monotonic()]).toEqual([START_MS + 1_500, 1_500]);
    await clock.advance(0);
    expect(clock.monotonic()).toBe(1_500);
  });

  test("can start at any time", () => {
    const clock = createManualClock(Date.UTC(2030, 0, 1));
    expect(new Date(clock.now()).toISOString()).toBe("2030-01-01T00:00:00.000Z");
    expect(clock.monotonic()).toBe(0);
  });

  test("wakes each sleeper at its due time, earliest first, and in order at the same time", async () => {
    const clock = createManualClock();
    const woken: string[] = [];
    const sleep = (name: string, ms: number): void =>
      void clock.sleep(ms).then(() => woken.push(`${name} at ${clock.monotonic()}`));
    sleep("c", 30);
    sleep("a", 10);
    sleep("b1", 20);
    sleep("b2", 20);
    sleep("d", 31);
    await clock.advance(30);
    expect(woken).toEqual(["a at 10", "b1 at 20", "b2 at 20", "c at 30"]);
    expect(clock.timers()).toBe(1);
    await clock.advance(1);
    expect(woken.at(-1)).toBe("d at 31");
    expect(clock.timers()).toBe(0);
  });

  test("never wakes a sleeper too early", async () => {
    const clock = createManualClock();
    let isAwake = false;
    const sleeping = clock.sleep(10).then(() => {
      isAwake = true;
    });
    await clock.advance(9.999);
    expect(isAwake).toBe(false);
    await clock.advance(0.001);
    await sleeping;
  });

  test("also wakes sleepers that start to sleep during an advance", async () => {
    const clock = createManualClock();
    const woken: number[] = [];
    const repeat = async (): Promise<void> => {
      for (let times = 0; times < 5; times += 1) {
        await clock.sleep(10);
        woken.push(clock.monotonic());
      }
    };
    const repeating = repeat();
    await clock.advance(35);
    expect(woken).toEqual([10, 20, 30]);
    await clock.advance(100);
    await repeating;
    expect(woken).toEqual([10, 20, 30, 40, 50]);
  });

  test("lets pending work reach its sleep before it advances", async () => {
    const clock = createManualClock();
    const about = Promise.resolve()
      .then(() => undefined)
      .then(() => clock.sleep(5));
    await clock.advance(5);
    await about;
    expect(clock.timers()).toBe(0);
  });

  test("resolves an advance after the work that it woke is done", async () => {
    const clock = createManualClock();
    const steps: string[] = [];
    void clock.sleep(1).then(async () => {
      for (const step of ["1", "2", "3"]) {
        await Promise.resolve();
        steps.push(step);
      }
    });
    await clock.advance(1);
    expect(steps).toEqual(["1", "2", "3"]);
  });

  test("needs an advance for a sleep of 0 ms", async () => {
    const clock = createManualClock();
    let isAwake = false;
    const sleeping = clock.sleep(0).then(() => {
      isAwake = true;
    });
    await nextTurn();
    expect(isAwake).toBe(false);
    await clock.advance(0);
    await sleeping;
  });

  test("ends a sleep with the reason of its signal, and leaves no timer", async () => {
    const clock = createManualClock();
    const caller = new AbortController();
    const reason = new Error("enough");
    const sleeping = clock.sleep(10, caller.signal);
    expect(clock.timers()).toBe(1);
    caller.abort(reason);
    expect(clock.timers()).toBe(0);
    await expect(sleeping).rejects.toBe(reason);
    await expect(clock.sleep(10, caller.signal)).rejects.toBe(reason);
    expect(clock.timers()).toBe(0);
  });

  test("ignores a signal that aborts after the sleep", async () => {
    const clock = createManualClock();
    const caller = new AbortController();
    const sleeping = clock.sleep(10, caller.signal);
    await clock.advance(10);
    await sleeping;
    caller.abort();
    expect(clock.timers()).toBe(0);
  });

  test("can wake a sleeper that aborts another one", async () => {
    const clock = createManualClock();
    const caller = new AbortController();
    void clock.sleep(5).then(() => caller.abort(new Error("by the other")));
    const other = clock.sleep(10, caller.signal);
    const outcome = expect(other).rejects.toThrow("by the other");
    await clock.advance(20);
    await outcome;
    expect(clock.monotonic()).toBe(20);
  });

  test("is independent of other clocks", async () => {
    const [one, other] = [createManualClock(), createManualClock()];
    await one.advance(100);
    expect(other.monotonic()).toBe(0);
  });
});

test("two clients with different latencies can share a clock", async () => {
  const clock = createManualClock();
  const answered: string[] = [];
  for (const [venue, latencyMs] of [
    ["slow", 50],
    ["quick", 10],
  ] as const) {
    const client = createMockClient({ venue, latencyMs, clock });
    client.onHealth({});
    void client.health().then((report) => answered.push(`${report.venue} at ${clock.monotonic()}`));
  }
  await clock.advance(100);
  expect(answered).toEqual(["quick at 10", "slow at 50"]);
  expect(clock.timers()).toBe(0);
});

test("a latency longer than the timeout is a timeout", async () => {
  const clock = createManualClock();
  const client = createMockClient({ latencyMs: 50, timeoutMs: 20, clock });
  client.onGetBalance({});
  const error = failureOf(client.getBalance());
  await clock.advance(50);
  expect(await error).toMatchObject({ kind: "timeout", operation: "getBalance" });
  expect(clock.timers()).toBe(0);
});

test.each([-5, Number.NaN, Number.POSITIVE_INFINITY])("a clock cannot advance by %s", async (ms) => {
  const clock = createManualClock();
  await clock.advance(10);
  expect(() => clock.advance(ms)).toThrow(RangeError);
  expect(clock.monotonic()).toBe(10);
});

test("overlapping advances add up", async () => {
  const clock = createManualClock();
  void clock.sleep(5);
  await Promise.all([clock.advance(10), clock.advance(20)]);
  expect(clock.monotonic()).toBe(30);
});

test("an advance waits for all the work of a wake-up, also with the fake timers of a runner", async () => {
  vi.useFakeTimers();
  try {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    client.onGetBalance({});
    const doneMs: number[] = [];
    void (async () => {
      await clock.sleep(1);
      for (let call = 0; call < 20; call += 1) await client.getBalance();
      await clock.sleep(5);
      doneMs.push(clock.monotonic());
    })();
    await clock.advance(10);
    expect(doneMs).toEqual([6]);
  } finally {
    vi.useRealTimers();
  }
});
