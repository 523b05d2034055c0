import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./system-clock.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

test("returns the time, and a time that never goes back", () => {
  expect(systemClock.now()).toBe(1_000_000);
  const before = systemClock.monotonic();
  vi.setSystemTime(0);
  vi.advanceTimersByTime(5);
  expect(systemClock.now()).toBe(5);
  expect(systemClock.monotonic() - before).toBe(5);
});

test("sleeps for the given time, and leaves no timer and no listener", async () => {
  const { signal } = new AbortController();
  let awake = false;
  const sleeping = systemClock.sleep(100, signal).then(() => {
    awake = true;
  });
  await vi.advanceTimersByTimeAsync(99);
  expect(awake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(awake).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("rejects with the reason of an abort, and leaves no timer and no listener", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const sleeping = systemClock.sleep(100, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});

test("rejects at once for a signal that has already aborted", async () => {
  const reason = new Error("before");
  await expect(systemClock.sleep(100, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});

test("sleeps without a signal too", async () => {
  const sleeping = systemClock.sleep(1);
  await vi.advanceTimersByTimeAsync(1);
  await expect(sleeping).resolves.toBeUndefined();
});

test("calls back after its time, unless the timer was stopped", async () => {
  const called: string[] = [];
  systemClock.startTimer(100, () => called.push("kept"));
  const stop = systemClock.startTimer(50, () => called.push("stopped"));
  stop();
  await vi.advanceTimersByTimeAsync(99);
  expect(called).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(called).toEqual(["kept"]);
  expect(vi.getTimerCount()).toBe(0);
});
