import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RateLimitOptions, RequestPriority, WindowLimit } from "../contract/rate-limit.ts";
import { mostInAnyWindow, mostOverBucket, scopeOf } from "../testdata/limits/limits.ts";
import { createTestLimiter, type TestLimiter } from "../testdata/limits/test-limiter.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";

/** The wait of a cancel for slots that others have reserved ahead of time, in milliseconds. */
const AHEAD_MS = 30;

/** The longest delay of a timer in these tests, in milliseconds. */
const STEP_MS = 5;

/** Keeps `waiting` requests in the queue for `forMs` milliseconds. */
async function offer(
  limited: TestLimiter,
  waiting: number,
  forMs: number,
  priority: RequestPriority = "order",
): Promise<void> {
  let asked = 0;
  for (let ms = 0; ms < forMs; ms += STEP_MS) {
    while (asked - limited.sentAtMs.length < waiting) {
      limited.ask({ priority });
      asked += 1;
    }
    await limited.advance(STEP_MS, STEP_MS);
  }
}

const LIMITS: readonly (readonly [string, WindowLimit & RateLimitOptions])[] = [
  ["thirty a second", { limit: 30 }],
  ["thirty a second with a tenth for cancels", { limit: 30, cancelShare: 0.1 }],
  ["ten a second with half for cancels", { limit: 10, cancelShare: 0.5 }],
  ["one a second", { limit: 1 }],
  ["two a second with one for cancels", { limit: 2, cancelShare: 0.1 }],
  ["a hundred a second with a tenth for cancels", { limit: 100, cancelShare: 0.1 }],
  [
    "three hundred in ten seconds with a tenth for cancels",
    { limit: 300, windowMs: 10_000, cancelShare: 0.1 },
  ],
];

describe("under full load", () => {
  test.each(LIMITS)("a limit of %s is used to 95 % and never exceeded", async (_name, limit) => {
    const limited = createTestLimiter(limit);
    const { windowMs = 1_000 } = limit;
    const windows = windowMs > 1_000 ? 20 : 100;
    await offer(limited, 5, windows * windowMs);
    expect(mostInAnyWindow(limited.sentAtMs, windowMs)).toBeLessThanOrEqual(limit.limit);
    expect(limited.sentAtMs.length).toBeGreaterThanOrEqual(0.95 * limit.limit * windows);
  });

  test("a limit is used to 95 % and never exceeded when the queue is empty now and then", async () => {
    const limited = createTestLimiter({ limit: 30, cancelShare: 0.1 });
    let asked = 0;
    for (let ms = 0; ms < 60_000; ms += STEP_MS) {
      // The requests come in groups of six, together as many as the limit allows.
      if (ms % 200 === 0) {
        limited.askMany(6);
        asked += 6;
      }
      await limited.advance(STEP_MS, STEP_MS);
    }
    expect(mostInAnyWindow(limited.sentAtMs, 1_000)).toBeLessThanOrEqual(30);
    expect(limited.sentAtMs.length).toBeGreaterThanOrEqual(0.95 * asked);
  });

  test("a limit holds at the venue although travel times differ", async () => {
    const limited = createTestLimiter({ limit: 30, cancelShare: 0.1 });
    const random = seededRandom(20_260_101);
    const arrivedAtMs: number[] = [];
    const send = async (): Promise<void> => {
      const { clock, limiter } = limited;
      const { signal } = new AbortController();
      const scopes = [scopeOf({ limit: 30, cancelShare: 0.1 })];
      const permit = await limiter.acquire({ scopes, priority: "order", maxWaitMs: 600_000, signal });
      if (!permit.isGranted) return;
      permit.sent();
      // Travel times differ by 25 ms and timers are late by 5 ms: together the margin of 30 ms.
      await clock.sleep(20 + random() * 25);
      arrivedAtMs.push(clock.monotonic());
      await clock.sleep(20);
      permit.finish({});
    };
    let underway = 0;
    for (let ms = 0; ms < 30_000; ms += STEP_MS) {
      for (; underway < 8; underway++) {
        void send().finally(() => {
          underway -= 1;
        });
      }
      await limited.advance(STEP_MS, STEP_MS);
    }
    expect(mostInAnyWindow(arrivedAtMs, 1_000)).toBeLessThanOrEqual(30);
    expect(arrivedAtMs.length).toBeGreaterThanOrEqual(0.95 * 30 * 30);
  });

  test("a bucket is used in full and never exceeded", async () => {
    const bucket = { rate: 15, burst: 10, cancelShare: 0.1 };
    const limited = createTestLimiter(bucket);
    await offer(limited, 5, 100_000);
    expect(mostOverBucket(limited.sentAtMs, bucket)).toBeLessThanOrEqual(0);
    expect(limited.sentAtMs.length).toBeGreaterThanOrEqual(1_500);
  });

  test.each(LIMITS.filter(([, { cancelShare = 0 }]) => cancelShare > 0))(
    "a cancel waits for two spacings and for already reserved slots at most (%s)",
    async (_name, limit) => {
      const { windowMs = 1_000 } = limit;
      const spacingMs = (windowMs + Math.min(windowMs * 0.03, 250)) / limit.limit;
      await fc.assert(
        fc.asyncProperty(fc.nat(Math.floor((2.5 * windowMs) / STEP_MS)), async (steps) => {
          const limited = createTestLimiter(limit);
          await offer(limited, 50, steps * STEP_MS);
          const cancel = limited.ask({ priority: "cancel" });
          await offer(limited, 50, 2 * windowMs);
          expect(cancel.waitedMs).toBeLessThanOrEqual(2 * spacingMs + AHEAD_MS + STEP_MS);
        }),
        { ...SEEDED, numRuns: windowMs > 1_000 ? 6 : 40 },
      );
    },
  );

  test("a cancel waits no longer than that when other requests come in groups of any size", async () => {
    const groups = fc.array(fc.record({ count: fc.integer({ min: 1, max: 40 }), passMs: fc.nat(600) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(groups, async (given) => {
        const limited = createTestLimiter({ limit: 30, cancelShare: 0.1 });
        for (const { count, passMs } of given) {
          limited.askMany(count);
          await limited.advance(passMs, STEP_MS);
        }
        const cancel = limited.ask({ priority: "cancel" });
        await limited.advance(1_500, STEP_MS);
        expect(cancel.waitedMs).toBeLessThanOrEqual((2 * 1_030) / 30 + AHEAD_MS + STEP_MS);
        expect(mostInAnyWindow(limited.sentAtMs, 1_000)).toBeLessThanOrEqual(30);
      }),
      { ...SEEDED, numRuns: 100 },
    );
  });

  test("cancels within their share find a slot in every window", async () => {
    const limited = createTestLimiter({ limit: 30, cancelShare: 0.1 });
    const waits: number[] = [];
    for (let second = 0; second < 20; second++) {
      await offer(limited, 50, 1_030, "read");
      const cancels = limited.askMany(3, { priority: "cancel" });
      await limited.advance(500, STEP_MS);
      waits.push(...cancels.map(({ waitedMs }) => waitedMs ?? Number.POSITIVE_INFINITY));
    }
    // The first waits for reserved slots and two spacings, and each further one for another spacing.
    expect(Math.max(...waits)).toBeLessThanOrEqual((4 * 1_030) / 30 + AHEAD_MS + STEP_MS);
    expect(mostInAnyWindow(limited.sentAtMs, 1_000)).toBeLessThanOrEqual(30);
  });
});
