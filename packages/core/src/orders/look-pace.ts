import type { Clock } from "../contract/runtime.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";

/** While a stream tells of changes, for what it may miss. */
const SAFETY_MS = 15_000;

/** The longest that looks which fail back off, unless the venue asks for more. */
const CAP_MS = 15_000;

/** The most that a venue can ask for. */
const ONE_DAY_MS = 86_400_000;

/** So long a venue may not find an order that it has just accepted. */
const FRESH_MS = 3_000;

/** A look that fails so says nothing about the order, whether the error calls itself retryable or not. */
const PASSING: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "timeout"]);

/** The time until the next look. */
export interface Pause {
  readonly ms: number;
  /** The venue is to be left alone: no news of the stream makes it shorter. */
  readonly isFirm: boolean;
}

/** How soon to look again. */
export interface LookPace {
  afterOrder(isStreamLive: boolean): Pause;
  /** Throws the error again where another look cannot help. */
  afterFailure(error: unknown): Pause;
}

export function createLookPace(clock: Clock, pollMs: number): LookPace {
  const startedMs = clock.monotonic();
  let failures = 0;
  let refusals = 0;
  return {
    afterOrder: (isStreamLive) => {
      failures = 0;
      refusals = 0;
      return { ms: isStreamLive ? Math.max(SAFETY_MS, pollMs) : pollMs, isFirm: false };
    },
    afterFailure: (error) => {
      if (!isVenueError(error)) throw error;
      if (error.kind === "notFound") {
        const freshMs = startedMs + FRESH_MS - clock.monotonic();
        if (freshMs <= 0) throw error;
        return { ms: Math.min(pollMs, freshMs), isFirm: false };
      }
      // The first signature after a key was exchanged is refused, and the next one is by the new key.
      const isFirstRefusal = error.kind === "unauthorized" && error.sent === "yes" && ++refusals === 1;
      if (!isFirstRefusal && !error.retryable && !PASSING.has(error.kind)) throw error;
      const backOffMs = Math.max(pollMs, Math.min(CAP_MS, pollMs * 2 ** failures));
      failures += 1;
      return { ms: Math.max(backOffMs, Math.min(error.retryAfterMs ?? 0, ONE_DAY_MS)), isFirm: true };
    },
  };
}
