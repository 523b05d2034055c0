import type { RateLimitState } from "../rate-limit/rate-limit-state.ts";
import { createRateLimiter, type RateLimit } from "../rate-limit/rate-limiter.ts";
import type { Clock } from "../time/clock.ts";

/** The venue's limits, each a token bucket or a sliding window. */
export interface RateLimits {
  /** With a key, counted by key. */
  readonly private: RateLimit;
  /** Without, counted by the address of the client. */
  readonly public: RateLimit;
  /** New sockets, counted by the address of the client. */
  readonly connections: RateLimit;
  /** Messages to sockets without a token, counted by the address of the client. */
  readonly messages: RateLimit;
}

/** What older documentation says; today's publishes no number. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  private: { perSecond: 30, burst: 30 },
  public: { perSecond: 10, burst: 10 },
  connections: { perSecond: 8, burst: 8 },
  messages: { perSecond: 8, burst: 8 },
};

/** The limits of requests over HTTP. */
export interface RequestLimits {
  /** Asks for a request of this key, or of this address; undefined where nothing is limited. */
  take(kind: "private" | "public", key: string): RateLimitState | undefined;
  /** How many requests were refused, both kinds together. */
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
