import { expect, test, vi } from "vitest";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { startTimer } from "./timer.ts";

test("a timer calls back once, after its time", async () => {
  const clock = createManualClock();
  const callback = vi.fn();
  startTimer(clock, 100, callback);
  await clock.advance(99);
  expect(callback).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(callback).toHaveBeenCalledTimes(1);
  expect(clock.timers()).toBe(0);
});

test("a stopped timer never calls back and leaves no timer in the clock", async () => {
  const clock = createManualClock();
  const callback = vi.fn();
  const stop = startTimer(clock, 100, callback);
  stop();
  await clock.advance(1_000);
  expect(callback).not.toHaveBeenCalled();
  expect(clock.timers()).toBe(0);
});

test("a clock's own startTimer is called as a method of the clock", () => {
  const stop = vi.fn();
  class OwnClock {
    readonly started: number[] = [];
    sleep = (): Promise<void> => Promise.reject(new Error("not asked"));
    startTimer(ms: number): () => void {
      this.started.push(ms);
      return stop;
    }
  }
  const clock = new OwnClock();
  startTimer(clock, 100, () => {})();
  expect(clock.started).toEqual([100]);
  expect(stop).toHaveBeenCalledTimes(1);
});
