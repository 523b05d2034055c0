import type { RateLimitState } from "../rate-limit/rate-limit-state.ts";
import { createRateLimiter, type RateLimit } from "../rate-limit/rate-limiter.ts";
import type { Clock } from "../time/clock.ts";

/** The venue's limits, each a token bucket or a sliding window. */
export interface RateLimits {
  /** Requests with a key, counted by key. */
  readonly private: RateLimit;
  /** Requests without a key, counted by client address. */
  readonly public: RateLimit;
  /** New sockets, counted by client address. */
  readonly connections: RateLimit;
  /** Socket messages without a token, counted by client address. */
  readonly messages: RateLimit;
}

/** The limits of Coinbase's older documentation. The current one publishes no numbers. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  private: { perSecond: 30, burst: 30 },
  public: { perSecond: 10, burst: 10 },
  connections: { perSecond: 8, burst: 8 },
  messages: { perSecond: 8, burst: 8 },
};

/** The rate limits of HTTP requests. */
export interface RequestLimits {
  /** Counts a request of a key or an address if it is allowed. Returns undefined when limits are disabled. */
  take(kind: "private" | "public", key: string): RateLimitState | undefined;
  /** The number of refused requests, private and public together. */
  readonly refused: number;
}

export function createRequestLimits(rateLimits: RateLimits | false, clock: Clock): RequestLimits {
  const limiters = rateLimits && {
    private: createRateLimiter(rateLimits.private, clock),
    public: createRateLimiter(rateLimits.public, clock),
  };
  let refused = 0;
  return {
    get refused() {
      return refused;
    },
    take(kind, key) {
      if (limiters === false) return undefined;
      const state = limiters[kind].take(key);
      if (!state.allowed) refused += 1;
      return state;
    },
  };
}
