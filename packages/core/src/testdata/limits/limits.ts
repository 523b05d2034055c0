import type { LimitedScope, RateLimit, ScopeLimit } from "../../contract/rate-limit.ts";
import { toScopeLimit } from "../../rate-limit/scope-limit.ts";

/** What of a difference of two times is only rounding. */
export const ROUNDING_MS = 1e-6;

/** A limit under which nothing is kept free and nothing is added to the window. */
export function bareWindow(limit: number, windowMs = 1_000): RateLimit {
  return { limit, windowMs, marginMs: 0, cancelShare: 0 };
}

export function scopeOf(limit: RateLimit, weight = 1, key = "venue:place:private:default"): LimitedScope {
  return { key, limit: toScopeLimit(limit, 0), weight };
}

/** A scope whose limit has been worked out already. */
export function scopeOver(limit: ScopeLimit, weight = 1, key = "venue:place:private:default"): LimitedScope {
  return { key, limit, weight };
}

/** How many of the times lie in the fullest window, by trying the one that each of them begins. */
export function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  let end = 0;
  for (const [start, startMs] of sorted.entries()) {
    while ((sorted[end] ?? Number.POSITIVE_INFINITY) < startMs + windowMs - ROUNDING_MS) end += 1;
    most = Math.max(most, end - start);
  }
  return most;
}

/** By how many tokens an interval between two of the times has more than a bucket gives in it: burst and refill. */
export function mostOverBucket(
  times: readonly number[],
  bucket: { readonly rate: number; readonly burst: number },
): number {
  const sorted = times.toSorted((a, b) => a - b);
  let fewestLeft = bucket.burst;
  let tokens = bucket.burst;
  let beforeMs = sorted[0] ?? 0;
  for (const time of sorted) {
    tokens = Math.min(tokens + ((time - beforeMs) * bucket.rate) / 1_000, bucket.burst) - 1;
    fewestLeft = Math.min(fewestLeft, tokens);
    beforeMs = time;
  }
  return -fewestLeft;
}
