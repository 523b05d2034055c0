import type { Allowance } from "./rate-limit-state.ts";

/**
 * A token bucket: tokens return evenly at `perSecond`, up to `burst`. A full bucket allows more than `perSecond` in its
 * first second: `burst` at once, plus the tokens that return meanwhile.
 */
export interface TokenBucketLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Creates a full bucket. `read` returns milliseconds. A clock that is set back returns no tokens. */
export function createTokenBucket({ perSecond, burst }: TokenBucketLimit, read: () => number): Allowance {
  let tokens = burst;
  let at = read();
  return {
    take() {
      const now = read();
      const earned = (Math.max(0, now - at) * perSecond) / 1_000;
      tokens = Math.min(burst, tokens + earned);
      at = now;
      const allowed = tokens >= 1;
      if (allowed) tokens -= 1;
      return {
        allowed,
        limit: burst,
        remaining: Math.floor(tokens),
        resetSeconds: Math.ceil((burst - tokens) / perSecond),
      };
    },
  };
}
