import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock, START_MS } from "../../testdata/clocks/manual-clock.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { createServerClock } from "./server-clock.ts";

test("the venue's clock is this machine's until it is found to be another", async () => {
  const clock = createManualClock();
  const serverClock = createServerClock(clock);
  expect([serverClock.now(), serverClock.offsetMs()]).toEqual([START_MS, 0]);
  expect(serverClock.correct({ offsetMs: -60_000, errorMs: 500 })).toBe(true);
  await clock.advance(7);
  expect([serverClock.now(), serverClock.offsetMs()]).toEqual([START_MS + 7 - 60_000, -60_000]);
});

test.each([
  [1_000, 0, false],
  [1_001, 0, true],
  [-1_001, 0, true],
  [1_500, 500, false],
  [-1_501, 500, true],
  [3_600_000, Number.NaN, false],
  [Number.NaN, 0, false],
])("a difference of %d ms, which can be off by %d, matters: %s", (offsetMs, errorMs, matters) => {
  const serverClock = createServerClock(createManualClock());
  expect(serverClock.correct({ offsetMs, errorMs })).toBe(matters);
  expect(serverClock.offsetMs()).toBe(matters ? offsetMs : 0);
});

test("what matters is the offset with which something was signed, and not the one of now", () => {
  const serverClock = createServerClock(createManualClock());
  const measured = { offsetMs: 60_000, errorMs: 500 };
  expect(serverClock.correct(measured, 0)).toBe(true);
  // Another call of the same time, signed before that correction: it is worth another signature as well.
  expect(serverClock.correct(measured, 0)).toBe(true);
  expect(serverClock.correct(measured, 60_000)).toBe(false);
  expect(serverClock.correct(measured)).toBe(false);
});

test("a correction can be taken back", () => {
  const serverClock = createServerClock(createManualClock());
  serverClock.correct({ offsetMs: 60_000, errorMs: 0 });
  serverClock.restore(0);
  expect(serverClock.offsetMs()).toBe(0);
});

test("after any measurements, the time is one of theirs or within what they may be off", () => {
  const measurement = fc.record({
    offsetMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
    errorMs: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(measurement, { minLength: 1 }), (measurements) => {
      const serverClock = createServerClock(createManualClock());
      for (const measured of measurements) {
        serverClock.correct(measured);
        const offByMs = Math.abs(serverClock.offsetMs() - measured.offsetMs);
        expect(offByMs).toBeLessThanOrEqual(1_000 + measured.errorMs);
      }
    }),
    SEEDED,
  );
});
