import type { Allowance } from "./rate-limit-state.ts";

/**
 * Tokens come back evenly at `perSecond`; `burst` is the most that can be saved up. A full bucket lets more than
 * `perSecond` through in its first second: `burst` at once, and what comes back meanwhile.
 */
export interface TokenBucketLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** A bucket that is full at first. `read` gives milliseconds; time that goes back earns nothing. */
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
