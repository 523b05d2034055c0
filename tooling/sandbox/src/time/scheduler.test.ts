import { expect, test } from "vitest";
import { createManualClock } from "./clock.ts";
import { createScheduler } from "./scheduler.ts";

test("acts once or repeatedly until it is cancelled", async () => {
  const clock = createManualClock();
  const scheduler = createScheduler(clock);
  const acts: string[] = [];
  const note = (name: string) => () => acts.push(`${name} ${clock.monotonic()}`);
  scheduler.after(15, note("once"));
  const cancelNever = scheduler.after(12, note("never"));
  const stop = scheduler.every(10, note("again"));
  cancelNever();
  await clock.run(35);
  stop();
  await clock.run(100);
  expect(acts).toEqual(["again 10", "once 15", "again 20", "again 30"]);
});

test("a late action runs once, and an action cancelled at the same moment does not run", async () => {
  const clock = createManualClock();
  const scheduler = createScheduler(clock);
  let beats = 0;
  const stop = scheduler.every(10, () => {
    beats += 1;
  });
  clock.advance(1_000);
  await clock.run(0);
  expect(beats).toBe(1);
  clock.advance(10);
  stop();
  await clock.run(100);
  expect(beats).toBe(1);
});
