import { describe, expect, test } from "vitest";
import { createRandom } from "../numbers/random.ts";
import { createManualClock, type ManualClock } from "../time/clock.ts";
import { createRateLimiter, type RateLimit, type RateLimiter } from "./rate-limiter.ts";

let clock: ManualClock;

function create(limit: RateLimit): RateLimiter {
  clock = createManualClock();
  return createRateLimiter(limit, clock);
}

/** Returns the number of allowed requests among `count` at once. */
function admitted(limiter: RateLimiter, count: number, key = "a"): number {
  return Array.from({ length: count }, () => limiter.take(key)).filter(({ allowed }) => allowed).length;
}

describe("a token bucket", () => {
  test("allows its burst at once, plus the tokens that return evenly", () => {
    const limiter = create({ perSecond: 10, burst: 10 });
    expect(admitted(limiter, 20)).toBe(10);
    let later = 0;
    for (let passed = 0; passed < 900; passed += 100) {
      clock.advance(100);
      later += admitted(limiter, 5);
    }
    expect(later).toBe(9);
  });

  test("reports the time until it is full again", () => {
    const limiter = create({ perSecond: 2, burst: 5 });
    expect(limiter.take("a")).toEqual({ allowed: true, limit: 5, remaining: 4, resetSeconds: 1 });
    admitted(limiter, 4);
    expect(limiter.take("a")).toEqual({ allowed: false, limit: 5, remaining: 0, resetSeconds: 3 });
    clock.advance(2_500);
    expect(limiter.take("a")).toEqual({ allowed: true, limit: 5, remaining: 4, resetSeconds: 1 });
  });
});

describe("a sliding window", () => {
  const STRICT: RateLimit = { limit: 10, windowMs: 1_000 };

  test("allows at most its limit in any window, for any spacing of requests", () => {
    const limiter = create(STRICT);
    expect(admitted(limiter, 6)).toBe(6);
    clock.advance(900);
    expect(admitted(limiter, 6)).toBe(4);
    clock.advance(99);
    expect(admitted(limiter, 6)).toBe(0);
    clock.advance(1);
    expect(admitted(limiter, 10)).toBe(6);
    clock.advance(900);
    expect(admitted(limiter, 10)).toBe(4);
  });

  test("does not count a request that is exactly as old as the window", () => {
    const limiter = create({ limit: 1, windowMs: 250 });
    expect(admitted(limiter, 1)).toBe(1);
    clock.advance(249);
    expect(admitted(limiter, 1)).toBe(0);
    clock.advance(1);
    expect(admitted(limiter, 1)).toBe(1);
  });

  test("does not count refused requests", () => {
    const limiter = create(STRICT);
    admitted(limiter, 10);
    for (let passed = 0; passed < 990; passed += 10) {
      expect(admitted(limiter, 3)).toBe(0);
      clock.advance(10);
    }
    clock.advance(10);
    expect(admitted(limiter, 20)).toBe(10);
  });

  test("counts each key separately", () => {
    const limiter = create(STRICT);
    expect(admitted(limiter, 11, "a")).toBe(10);
    expect(admitted(limiter, 11, "b")).toBe(10);
  });

  test("reports the remaining requests, and the whole seconds until one more is allowed", () => {
    const limiter = create({ limit: 2, windowMs: 60_000 });
    expect(limiter.take("a")).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
    clock.advance(10_500);
    expect(limiter.take("a")).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 50 });
    clock.advance(49_499);
    expect(limiter.take("a")).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 1 });
    clock.advance(1);
    expect(limiter.take("a")).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 11 });
  });

  test("uses the full precision of its clock, and milliseconds for a clock without more", () => {
    let now = 1_000;
    const fine = createRateLimiter({ limit: 1, windowMs: 10 }, { now: () => 0, monotonic: () => now });
    const coarse = createRateLimiter({ limit: 1, windowMs: 10 }, { now: () => Math.floor(now) });
    const both = () => [fine.take("a").allowed, coarse.take("a").allowed];
    now = 1_000.25;
    expect(both()).toEqual([true, true]);
    now = 1_010.125;
    expect(both()).toEqual([false, true]);
    now = 1_010.25;
    expect(fine.take("a").allowed).toBe(true);
  });

  test("recovers in time after its clock is set back", () => {
    let now = 5_000_000;
    const limiter = createRateLimiter({ limit: 1, windowMs: 1_000 }, { now: () => now });
    expect(limiter.take("a").allowed).toBe(true);
    now -= 3_600_000;
    expect(limiter.take("a").allowed).toBe(false);
    now += 1_000;
    expect(limiter.take("a").allowed).toBe(true);
  });

  test.each([1, 2, 3])("agrees with a count of all earlier requests, seed %i", (seed) => {
    const random = createRandom(seed, "requests");
    const windowMs = 1_000;
    const limit = 30;
    const limiter = create({ limit, windowMs });
    const kept: number[] = [];
    for (let request = 0; request < 5_000; request++) {
      clock.advance(random.integer(0, 9) === 0 ? random.integer(0, 400) : random.integer(0, 2));
      const now = clock.now();
      const before = kept.filter((at) => now - at < windowMs);
      const allowed = before.length < limit;
      if (allowed) kept.push(now);
      const inWindow = allowed ? [...before, now] : before;
      expect(limiter.take("a")).toEqual({
        allowed,
        limit,
        remaining: limit - inWindow.length,
        resetSeconds: Math.ceil(((inWindow[0] ?? now) + windowMs - now) / 1_000),
      });
    }
    expect(kept.length).toBeGreaterThan(limit);
    expect(kept.length).toBeLessThan(5_000);
  });

  test.each([
    [{ limit: 0, windowMs: 1_000 }, "limit"],
    [{ limit: 2.5, windowMs: 1_000 }, "limit"],
    [{ limit: Number.NaN, windowMs: 1_000 }, "limit"],
    [{ limit: 10, windowMs: 0 }, "windowMs"],
    [{ limit: 10, windowMs: Number.NaN }, "windowMs"],
  ])("is refused with %j, which has a wrong %s", (limit, name) => {
    expect(() => create(limit)).toThrow(RangeError);
    expect(() => create(limit)).toThrow(name);
  });
});
