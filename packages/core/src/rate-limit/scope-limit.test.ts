import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RateLimit } from "../contract/rate-limit.ts";
import { mostInAnyWindow, mostOverBucket, ROUNDING_MS, scopeOver } from "../testdata/limits/limits.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { createMemoryStore } from "./memory-store.ts";
import { shareOf, spacingOf, toScopeLimit } from "./scope-limit.ts";

/** Returns the times at which uncoordinated processes send. Each sends all that its share allows at each of its turns. */
async function sentBy(
  processes: number,
  limit: ReturnType<typeof toScopeLimit>,
  attempts: readonly { readonly passMs: number; readonly by: number; readonly count: number }[],
): Promise<readonly number[]> {
  let nowMs = 0;
  const share = shareOf(limit, processes);
  if (share === undefined) return [];
  const scope = scopeOver(share);
  const stores = Array.from({ length: processes }, () => createMemoryStore({ monotonic: () => nowMs }));
  const times: number[] = [];
  for (const { passMs, by, count } of attempts) {
    nowMs += passMs;
    for (let next = 0; next < count; next++) {
      const reservation = await stores[by % processes]?.reserve([scope], "cancel", 0);
      if (reservation?.slot !== undefined) times.push(nowMs);
    }
  }
  return times;
}

const attempts = fc.array(fc.record({ passMs: fc.nat(300), by: fc.nat(6), count: fc.nat(20) }), {
  minLength: 20,
  maxLength: 80,
  size: "max",
});

describe("a scope limit", () => {
  test("defaults to a window of one second, a margin of 3 % and a tenth for cancels", () => {
    expect(toScopeLimit({ limit: 30 }, 0.1)).toEqual({
      kind: "window",
      size: 30,
      spanMs: 1_030,
      reserve: 3,
      marginMs: 30,
    });
  });

  test.each([
    [10, 10],
    [300, 10],
    [400, 12],
    [1_000, 30],
    [8_000, 240],
    [10_000, 250],
    [60_000, 250],
    [86_400_000, 250],
  ])("for a window of %i ms has a margin of %i ms", (windowMs, marginMs) => {
    expect(toScopeLimit({ limit: 5, windowMs }, 0)).toMatchObject({ marginMs, spanMs: windowMs + marginMs });
  });

  test("uses the configured margin and cancel share", () => {
    const own = { limit: 20, windowMs: 100, marginMs: 400, cancelShare: 0.5 };
    expect(toScopeLimit(own, 0.1)).toMatchObject({ marginMs: 400, spanMs: 500, reserve: 10 });
    expect(toScopeLimit({ limit: 20, marginMs: 0, cancelShare: 0 }, 0.1)).toMatchObject({
      marginMs: 0,
      spanMs: 1_000,
      reserve: 0,
    });
  });

  test.each([
    [1, 0.1, 0],
    [1, 0.5, 0],
    [2, 0.1, 1],
    [2, 0.5, 1],
    [3, 0.5, 2],
    [10, 0.1, 1],
    [11, 0.1, 2],
    [70, 0.1, 7],
    [100, 0.07, 7],
    [100, 0, 0],
  ])(
    "of %i with a cancel share of %f reserves %i for cancels, and never all",
    (limit, cancelShare, reserve) => {
      expect(toScopeLimit({ limit, cancelShare }, 0)).toMatchObject({ reserve });
      expect(toScopeLimit({ rate: 1, burst: limit, marginMs: 0, cancelShare }, 0)).toMatchObject({ reserve });
    },
  );

  test("of a bucket spans the refill time of its tokens without those of the margin", () => {
    expect(toScopeLimit({ rate: 15, burst: 10 }, 0.1)).toEqual({
      kind: "bucket",
      size: 9,
      spanMs: 600,
      reserve: 1,
      marginMs: 30,
    });
    expect(toScopeLimit({ rate: 15, burst: 10, marginMs: 0 }, 0)).toMatchObject({ size: 10, marginMs: 0 });
    expect(toScopeLimit({ rate: 200, burst: 50, marginMs: 100 }, 0)).toMatchObject({ size: 30, spanMs: 150 });
  });

  test.each([
    { rate: 10, burst: 1 },
    { rate: 100, burst: 3 },
    { rate: 1_000, burst: 5 },
  ])("of a bucket without a spare token adds the margin between two requests: %j", (bucket) => {
    const limit = toScopeLimit(bucket, 0);
    const thin = bucket.burst - bucket.rate * 0.03 < 1;
    expect(limit.size).toBe(1);
    expect(spacingOf(limit)).toBeCloseTo(1_000 / bucket.rate + (thin ? 30 : 0), 9);
  });

  test("holds at the venue when travel times differ within the margin", async () => {
    const limits: fc.Arbitrary<RateLimit> = fc.oneof(
      fc.record({ limit: fc.integer({ min: 1, max: 20 }), windowMs: fc.integer({ min: 100, max: 1_500 }) }),
      fc.record({ rate: fc.integer({ min: 1, max: 200 }), burst: fc.integer({ min: 1, max: 20 }) }),
    );
    const travelTimes = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 60,
      maxLength: 60,
      size: "max",
    });
    await fc.assert(
      fc.asyncProperty(limits, travelTimes, async (limit, parts) => {
        const scope = scopeOver(toScopeLimit(limit, 0));
        const store = createMemoryStore({ monotonic: () => 0 });
        const arrived: number[] = [];
        for (const part of parts) {
          const { waitMs } = await store.reserve([scope], "immediate", Number.POSITIVE_INFINITY);
          arrived.push(waitMs + part * scope.limit.marginMs);
        }
        if ("limit" in limit) {
          expect(mostInAnyWindow(arrived, limit.windowMs ?? 1_000)).toBeLessThanOrEqual(limit.limit);
        } else expect(mostOverBucket(arrived, limit)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });
});

describe("the share of one of several processes", () => {
  test("is its fraction of the slots, rounded down, in the same window", () => {
    const limit = toScopeLimit({ limit: 30, windowMs: 1_000, marginMs: 50, cancelShare: 0.1 }, 0);
    expect(shareOf(limit, 4)).toEqual({ kind: "window", size: 7, spanMs: 1_050, reserve: 1, marginMs: 50 });
    expect(shareOf(limit, 1)).toEqual(limit);
    expect(shareOf(limit, 30)).toMatchObject({ size: 1, spanMs: 1_050, reserve: 0 });
  });

  test("is undefined when there are more processes than slots or tokens", () => {
    for (const limit of [{ limit: 4 }, { rate: 10, burst: 4, marginMs: 0 }]) {
      const kept = toScopeLimit(limit, 0);
      expect(shareOf(kept, 4)).toMatchObject({ size: 1 });
      expect(shareOf(kept, 5)).toBeUndefined();
    }
  });

  test("is its fraction of the tokens and of their rate", () => {
    const limit = toScopeLimit({ rate: 10, burst: 9, marginMs: 0, cancelShare: 0.5 }, 0);
    expect(shareOf(limit, 4)).toMatchObject({ kind: "bucket", size: 2, spanMs: 800, reserve: 1 });
    expect(shareOf(limit, 9)).toMatchObject({ kind: "bucket", size: 1, spanMs: 900, reserve: 0 });
  });

  test("keeps all processes together within a window limit that has a slot for each", async () => {
    const sizes = fc
      .integer({ min: 1, max: 30 })
      .chain((limit) =>
        fc.record({ limit: fc.constant(limit), processes: fc.integer({ min: 1, max: Math.min(limit, 7) }) }),
      );
    await fc.assert(
      fc.asyncProperty(sizes, attempts, async ({ limit, processes }, taken) => {
        const kept = toScopeLimit({ limit, marginMs: 0 }, 0);
        const times = await sentBy(processes, kept, taken);
        expect(mostInAnyWindow(times, kept.spanMs)).toBeLessThanOrEqual(limit);
      }),
      SEEDED,
    );
  });

  test("keeps all processes together within a bucket that has a token for each", async () => {
    const buckets = fc.integer({ min: 1, max: 30 }).chain((burst) =>
      fc.record({
        burst: fc.constant(burst),
        rate: fc.integer({ min: 1, max: 30 }),
        processes: fc.integer({ min: 1, max: Math.min(burst, 7) }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(buckets, attempts, async ({ rate, burst, processes }, taken) => {
        const kept = toScopeLimit({ rate, burst, marginMs: 0 }, 0);
        const times = await sentBy(processes, kept, taken);
        expect(mostOverBucket(times, { rate, burst })).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });
});
