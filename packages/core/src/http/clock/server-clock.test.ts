import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock, START_MS } from "../../testdata/clocks/manual-clock.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { createServerClock } from "./server-clock.ts";

test("the venue's clock equals this machine's until a correction", async () => {
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
])(
  "a difference of %d ms with an error of up to %d ms corrects the clock: %s",
  (offsetMs, errorMs, matters) => {
    const serverClock = createServerClock(createManualClock());
    expect(serverClock.correct({ offsetMs, errorMs })).toBe(matters);
    expect(serverClock.offsetMs()).toBe(matters ? offsetMs : 0);
  },
);

test("a measurement is compared with the offset at the time of signing, not with the current one", () => {
  const serverClock = createServerClock(createManualClock());
  const measured = { offsetMs: 60_000, errorMs: 500 };
  expect(serverClock.correct(measured, 0)).toBe(true);
  // A concurrent call was signed before that correction. It needs another signature too.
  expect(serverClock.correct(measured, 0)).toBe(true);
  expect(serverClock.correct(measured, 60_000)).toBe(false);
  expect(serverClock.correct(measured)).toBe(false);
});

test("a correction can be undone", () => {
  const serverClock = createServerClock(createManualClock());
  serverClock.correct({ offsetMs: 60_000, errorMs: 0 });
  serverClock.restore(0);
  expect(serverClock.offsetMs()).toBe(0);
});

test("after any measurement, the offset differs from it by at most a second and the measurement's error", () => {
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
