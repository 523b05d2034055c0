import type { Clock } from "./clock.ts";

/** Tokens come back evenly at `perSecond`; `burst` is the most that can be saved up. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is left after a request, as venues report it in headers. */
export interface RateLimitState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the whole burst is there again. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Takes one token of this key's bucket, if there is one. */
  take(key: string): RateLimitState;
}

/** One token bucket a key, on the sandbox's clock. */
export function createRateLimiter({ perSecond, burst }: RateLimit, clock: Clock): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      buckets.set(key, bucket);
      const earned = (Math.max(0, now - bucket.at) * perSecond) / 1_000;
      bucket.tokens = Math.min(burst, bucket.tokens + earned);
      bucket.at = now;
      const allowed = bucket.tokens >= 1;
      if (allowed) bucket.tokens -= 1;
      return {
        allowed,
        limit: burst,
        remaining: Math.floor(bucket.tokens),
        resetSeconds: Math.ceil((burst - bucket.tokens) / perSecond),
      };
    },
  };
}
