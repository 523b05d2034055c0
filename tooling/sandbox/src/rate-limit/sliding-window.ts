import type { Allowance } from "./rate-limit-state.ts";

/**
 * A strict limit: at most `limit` requests in any `windowMs` milliseconds. A request that is exactly `windowMs` old
 * does not count any more. A refused request never counts.
 */
export interface SlidingWindowLimit {
  /** A whole number, at least 1. */
  readonly limit: number;
  /** Milliseconds, more than 0. */
  readonly windowMs: number;
}

/** @throws {RangeError} when `limit` or `windowMs` is out of its range. */
export function checkSlidingWindow({ limit, windowMs }: SlidingWindowLimit): void {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError("limit must be a whole number, at least 1");
  }
  if (!(windowMs > 0)) throw new RangeError("windowMs must be more than 0");
}

/**
 * Creates an empty window. `read` returns milliseconds that never go back. The window keeps at most `limit` request
 * times and drops each once, so the cost of a request is constant.
 */
export function createSlidingWindow({ limit, windowMs }: SlidingWindowLimit, read: () => number): Allowance {
  /** The times of the allowed requests that still count, in a ring: the oldest at `first`. */
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
