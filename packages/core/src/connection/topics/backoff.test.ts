import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../../testdata/seeded.ts";
import { seededRandom } from "../../testdata/seeded-random.ts";
import { createBackoff } from "./backoff.ts";

/** Returns the largest distance between draws and the uniform distribution over [0, bound]. */
function distanceFromUniform(draws: readonly number[], bound: number): number {
  const sorted = draws.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((draw, index) => {
      const expected = draw / bound;
      return Math.max(expected - index / sorted.length, (index + 1) / sorted.length - expected);
    }),
  );
}

describe("W21: the delay before the next attempt", () => {
  test("is uniform up to a bound that doubles from a second to a minute", () => {
    const draws = 10_000;
    // The Kolmogorov–Smirnov bound for p = 0.01.
    const critical = 1.628 / Math.sqrt(draws);
    for (const [failures, bound] of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].entries()) {
      const random = seededRandom(20_260_101 + failures);
      const delays = Array.from({ length: draws }, () => {
        const backoff = createBackoff(random);
        for (let failure = 0; failure < failures; failure++) backoff.next(0);
        return backoff.next(0);
      });
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...delays)).toBeLessThanOrEqual(bound);
      expect(distanceFromUniform(delays, bound)).toBeLessThan(critical);
    }
  });

  test("reconnects a thousand clients that were dropped together at no more than a hundred a second", () => {
    const random = seededRandom(20_260_101);
    const perSecond = new Map<number, number>();
    for (let client = 0; client < 1_000; client++) {
      const backoff = createBackoff(random);
      let atMs = 0;
      for (let attempt = 0; attempt < 12; attempt++) {
        atMs += backoff.next(0);
        if (attempt < 4) continue;
        const second = Math.floor(atMs / 1_000);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(100);
  });

  test("grows while nothing lasts 30 s, and starts again from a second after that", () => {
    const backoff = createBackoff(() => 1);
    expect([0, 0, 29_999, 0].map((stableMs) => backoff.next(stableMs))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect([30_000, 0].map((stableMs) => backoff.next(stableMs))).toEqual([1_000, 2_000]);
  });

  test("respects the venue's minimum, up to a minute, and is random above it", () => {
    const wait = fc.integer({ min: 1, max: 86_400_000 });
    fc.assert(
      fc.property(
        wait,
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (floorMs, failures, random) => {
          const delayAt = (draw: number): number => {
            const backoff = createBackoff(() => draw);
            for (let failure = 0; failure < failures; failure++) backoff.next(0);
            return backoff.next(0, floorMs);
          };
          expect(delayAt(random)).toBeGreaterThanOrEqual(Math.min(floorMs, 60_000));
          expect(delayAt(random)).toBeLessThanOrEqual(61_000);
          expect(delayAt(1) - delayAt(0)).toBeGreaterThanOrEqual(999.999);
        },
      ),
      SEEDED,
    );
  });
});
