import type { Allowance } from "./rate-limit-state.ts";

/**
 * Never more than `limit` requests in any `windowMs` milliseconds, wherever they begin: the strict reading of "30 a
 * second". A request that is exactly `windowMs` old does not count any more, and one that was refused never does.
 */
export interface SlidingWindowLimit {
  /** A whole number, 1 at least. */
  readonly limit: number;
  /** Milliseconds, more than 0. */
  readonly windowMs: number;
}

/** @throws {RangeError} when `limit` or `windowMs` is out of its range. */
export function checkSlidingWindow({ limit, windowMs }: SlidingWindowLimit): void {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError("limit must be a whole number, 1 at least");
  }
  if (!(windowMs > 0)) throw new RangeError("windowMs must be more than 0");
}

/**
 * A window that is empty at first. `read` gives milliseconds that never go back. It keeps the times of `limit` requests at
 * most, and lets go of each once: what a request costs does not grow with how many came before.
 */
export function createSlidingWindow({ limit, windowMs }: SlidingWindowLimit, read: () => number): Allowance {
  /** When the requests that count were let through, in a ring: the oldest at `first`, the next behind it. */
  const times: number[] = [];
  let first = 0;
  let count = 0;
  const isOver = (now: number): boolean => now - (times[first] ?? 0) >= windowMs;
  return {
    take() {
      const now = read();
      for (; count > 0 && isOver(now); count -= 1) first = (first + 1) % limit;
      const allowed = count < limit;
      if (allowed) {
        times[(first + count) % limit] = now;
        count += 1;
      }
      return {
        allowed,
        limit,
        remaining: limit - count,
        resetSeconds: Math.ceil((windowMs - (now - (times[first] ?? now))) / 1_000),
      };
    },
  };
}
