import { describe, expect, test } from "vitest";
import { createManualClock, createStopwatch, systemClock, systemTimer, timerOf } from "./clock.ts";

test("the system's clock is the wall's", () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});

test("the system's timer waits, and stops waiting when told to", async () => {
  await systemTimer.sleep(0, new AbortController().signal);
  await expect(systemTimer.sleep(60_000, AbortSignal.abort())).rejects.toThrow("abort");
});

test("a stopwatch reads what the clock has that never goes back", () => {
  const clock = { started: 7.5, now: () => 1, monotonic: ownMonotonic };
  expect(createStopwatch(clock)()).toBe(7.5);
  const read = createStopwatch(systemClock);
  expect(read()).toBeLessThanOrEqual(read());
});

function ownMonotonic(this: { readonly started: number }): number {
  return this.started;
}

test("a stopwatch by a clock that has only now stands still while that is set back", () => {
  let now = 1_000;
  const read = createStopwatch({ now: () => now });
  const readings = [1_000, 1_400, 900, 900, 1_000, 1_500].map((time) => {
    now = time;
    return read();
  });
  expect(readings).toEqual([1_000, 1_400, 1_400, 1_400, 1_500, 2_000]);
});

test("a manual clock stands still until it is told otherwise", () => {
  const clock = createManualClock(1_000);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  expect(clock.now()).toBe(1_500);
});

test("a clock that can sleep is the timer, and else the system's is", () => {
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

  test("ends when the time has passed, for whoever is due first", async () => {
    const clock = createManualClock();
    const woken = record(clock, 30, 10, 20, 10);
    await clock.run(19);
    expect(woken).toEqual(["10 at 10", "10 at 10"]);
    await clock.run(100);
    expect(woken).toEqual(["10 at 10", "10 at 10", "20 at 20", "30 at 30"]);
    expect(clock.monotonic()).toBe(119);
  });

  test("ends for everybody at once when the time jumps", async () => {
    const clock = createManualClock();
    const woken = record(clock, 30, 10);
    clock.advance(50);
    expect(woken).toEqual([]);
    await Promise.resolve();
    expect(woken).toEqual(["10 at 50", "30 at 50"]);
  });

  test("sees a sleep that begins on the way", async () => {
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

  test("rejects with the reason of its signal, before it and on the way", async () => {
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
