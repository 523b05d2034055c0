import type { LimitedScope, RateLimit, ScopeLimit } from "../../contract/rate-limit.ts";
import { toScopeLimit } from "../../rate-limit/scope-limit.ts";

/** The rounding error in a difference of two times, in milliseconds. */
export const ROUNDING_MS = 1e-6;

/** Creates a window limit without a reserve for cancels and without a margin. */
export function bareWindow(limit: number, windowMs = 1_000): RateLimit {
  return { limit, windowMs, marginMs: 0, cancelShare: 0 };
}

export function scopeOf(limit: RateLimit, weight = 1, key = "venue:place:private:default"): LimitedScope {
  return { key, limit: toScopeLimit(limit, 0), weight };
}

/** Creates a scope with a checked limit. */
export function scopeOver(limit: ScopeLimit, weight = 1, key = "venue:place:private:default"): LimitedScope {
  return { key, limit, weight };
}

/** Counts the times in the fullest window. It tries the window that starts at each time. */
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

/** Returns the largest excess, in tokens, of any interval between two times over the burst and refill of a bucket. */
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
