import { describe, expect, test } from "vitest";
import { createManualClock, createStopwatch, systemClock, systemTimer, timerOf } from "./clock.ts";

test("the system's clock follows Date.now", () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});

test("the system's timer waits, and stops on abort", async () => {
  await systemTimer.sleep(0, new AbortController().signal);
  await expect(systemTimer.sleep(60_000, AbortSignal.abort())).rejects.toThrow("abort");
});

test("a stopwatch reads the clock's monotonic time", () => {
  const clock = { started: 7.5, now: () => 1, monotonic: ownMonotonic };
  expect(createStopwatch(clock)()).toBe(7.5);
  const read = createStopwatch(systemClock);
  expect(read()).toBeLessThanOrEqual(read());
});

function ownMonotonic(this: { readonly started: number }): number {
  return this.started;
}

test("a stopwatch on a clock with only `now` stands still while the clock is set back", () => {
  let now = 1_000;
  const read = createStopwatch({ now: () => now });
  const readings = [1_000, 1_400, 900, 900, 1_000, 1_500].map((time) => {
    now = time;
    return read();
  });
  expect(readings).toEqual([1_000, 1_400, 1_400, 1_400, 1_500, 2_000]);
});

test("a manual clock moves only when it is told to", () => {
  const clock = createManualClock(1_000);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  expect(clock.now()).toBe(1_500);
});

test("a clock with `sleep` is its own timer, and others use the system's", () => {
  const clock = createManualClock();
  expect(timerOf(clock)).toBe(clock);
  expect(timerOf({ now: () => 0 })).toBe(systemTimer);
});

describe("sleeping by a manual clock", () => {
  const record = (clock: ReturnType<typeof createManualClock>, ...milliseconds: number[]): string[] => {
    const woken: string[] = [];
    for (const wait of milliseconds) {
      void clock.sleep(wait).then(() => woken.push(`${wait} at ${clock.monotonic()}`));
    }
    return woken;
  };

  test("ends when the time has passed, in order of the due times", async () => {
    const clock = createManualClock();
    const woken = record(clock, 30, 10, 20, 10);
    await clock.run(19);
    expect(woken).toEqual(["10 at 10", "10 at 10"]);
    await clock.run(100);
    expect(woken).toEqual(["10 at 10", "10 at 10", "20 at 20", "30 at 30"]);
    expect(clock.monotonic()).toBe(119);
  });

  test("ends for all due sleepers at once when the time jumps", async () => {
    const clock = createManualClock();
    const woken = record(clock, 30, 10);
    clock.advance(50);
    expect(woken).toEqual([]);
    await Promise.resolve();
    expect(woken).toEqual(["10 at 50", "30 at 50"]);
  });

  test("includes a sleep that begins during a run", async () => {
    const clock = createManualClock();
    const woken: number[] = [];
    const beat = async () => {
      for (let count = 0; count < 3; count++) {
        await clock.sleep(10);
        woken.push(clock.monotonic());
      }
    };
    void beat();
    await clock.run(25);
    expect(woken).toEqual([10, 20]);
  });

  test("rejects with the reason of its signal, before and during the sleep", async () => {
    const clock = createManualClock();
    const gone = new AbortController();
    const reason = new Error("enough");
    const sleeping = clock.sleep(10, gone.signal);
    gone.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(clock.sleep(10, gone.signal)).rejects.toBe(reason);
    await clock.run(20);
  });
});
