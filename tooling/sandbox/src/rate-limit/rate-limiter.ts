import { type Clock, createStopwatch } from "../time/clock.ts";
import type { Allowance, RateLimitState } from "./rate-limit-state.ts";
import { checkSlidingWindow, createSlidingWindow, type SlidingWindowLimit } from "./sliding-window.ts";
import { createTokenBucket, type TokenBucketLimit } from "./token-bucket.ts";

/** How many requests are too many: evenly with a reserve, or strictly in any stretch of time. */
export type RateLimit = TokenBucketLimit | SlidingWindowLimit;

export interface RateLimiter {
  /** Asks for one request of this key, and counts it when it is allowed. */
  take(key: string): RateLimitState;
}

/**
 * One bucket or one window a key, on the sandbox's clock.
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

/** A window is exact to what the clock can tell apart; a bucket needs no more than its milliseconds. */
function allowancesOf(limit: RateLimit, clock: Clock): () => Allowance {
  if (!("windowMs" in limit)) return () => createTokenBucket(limit, () => clock.now());
  checkSlidingWindow(limit);
  const read = createStopwatch(clock);
  return () => createSlidingWindow(limit, read);
}
