import { expect, test } from "vitest";
import { createManualClock, systemClock, systemTimer } from "./clock.ts";

test("the system's clock is the wall's", () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});

test("the system's timer waits, and stops waiting when told to", async () => {
  await systemTimer.sleep(0, new AbortController().signal);
  await expect(systemTimer.sleep(60_000, AbortSignal.abort())).rejects.toThrow("abort");
});

test("a manual clock stands still until it is told otherwise", () => {
  const clock = createManualClock(1_000);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  expect(clock.now()).toBe(1_500);
});
