import { type Clock, createStopwatch } from "../time/clock.ts";
import type { Allowance, RateLimitState } from "./rate-limit-state.ts";
import { checkSlidingWindow, createSlidingWindow, type SlidingWindowLimit } from "./sliding-window.ts";
import { createTokenBucket, type TokenBucketLimit } from "./token-bucket.ts";

/** A rate limit: a token bucket with a reserve, or a strict sliding window. */
export type RateLimit = TokenBucketLimit | SlidingWindowLimit;

export interface RateLimiter {
  /** Counts a request of a key if it is allowed. */
  take(key: string): RateLimitState;
}

/**
 * Creates a limiter with one bucket or window for each key, on the sandbox's clock.
 *
 * @throws {RangeError} when a number of a window is out of its range.
 */
export function createRateLimiter(limit: RateLimit, clock: Clock): RateLimiter {
  const create = allowancesOf(limit, clock);
  const allowances = new Map<string, Allowance>();
  return {
    take(key) {
      const allowance = allowances.get(key) ?? create();
      allowances.set(key, allowance);
      return allowance.take();
    },
  };
}

/**
 * Returns a factory of buckets or windows. A window uses the clock's full precision; milliseconds are enough for a
 * bucket.
 */
function allowancesOf(limit: RateLimit, clock: Clock): () => Allowance {
  if (!("windowMs" in limit)) return () => createTokenBucket(limit, () => clock.now());
  checkSlidingWindow(limit);
  const read = createStopwatch(clock);
  return () => createSlidingWindow(limit, read);
}
