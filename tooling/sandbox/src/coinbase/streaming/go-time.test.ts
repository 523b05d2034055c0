import { expect, test } from "vitest";
import { createManualClock } from "../../time/clock.ts";
import { createGoTime } from "./go-time.ts";

test("times of one millisecond ascend, and trailing zeros are cut, so that some have eight decimals", () => {
  const time = createGoTime(createManualClock());
  const times = Array.from({ length: 10 }, () => time.timestamp());
  expect(times[0]).toBe("2026-01-05T12:00:00.000000997Z");
  expect(times[9]).toBe("2026-01-05T12:00:00.00000997Z");
  expect(times).toEqual(times.toSorted());
});

test("any number of times within one millisecond stay within it", () => {
  const clock = createManualClock();
  const time = createGoTime(clock);
  for (let count = 0; count < 2_000; count++) time.timestamp();
  expect(time.timestamp()).toBe("2026-01-05T12:00:00.000999999Z");
  clock.advance(1);
  expect(time.timestamp()).toBe("2026-01-05T12:00:00.001000997Z");
});

test("Go's own text has nine decimals, its zone, and the running time", () => {
  const clock = createManualClock();
  const time = createGoTime(clock);
  clock.advance(1_250);
  expect(time.currentTime()).toBe("2026-01-05 12:00:01.250000997 +0000 UTC m=+1.250000000");
});
