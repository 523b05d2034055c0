import type { Clock } from "../contract/runtime.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";

/** The time between reads while a stream reports changes. These reads cover changes that the stream missed. */
const SAFETY_MS = 15_000;

/** The upper bound of the backoff after failed reads. The venue may ask for a longer wait. */
const CAP_MS = 15_000;

/** The longest wait that a venue can ask for. */
const ONE_DAY_MS = 86_400_000;

/** The time for which a venue may not find an order that it has just accepted. */
const FRESH_MS = 3_000;

/** The kinds of error that are transient for a read, even when the error is not marked retryable. */
const PASSING: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "timeout"]);

/** The pause before the next read. */
export interface Pause {
  readonly ms: number;
  /** True when the pause must be kept to protect the venue. Stream events do not shorten it. */
  readonly isFirm: boolean;
}

/** Decides on the pause before the next read. */
export interface PollPace {
  afterOrder(isStreamLive: boolean): Pause;
  /** Returns the pause after a failed read. Throws the error again when another read cannot help. */
  afterFailure(error: unknown): Pause;
}

export function createPollPace(clock: Clock, pollMs: number): PollPace {
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
      // After a key rotation the first signature is still by the old key and is refused. The next one is by the new key.
      const isFirstRefusal = error.kind === "unauthorized" && error.sent === "yes" && ++refusals === 1;
      if (!isFirstRefusal && !error.retryable && !PASSING.has(error.kind)) throw error;
      const backOffMs = Math.max(pollMs, Math.min(CAP_MS, pollMs * 2 ** failures));
      failures += 1;
      return { ms: Math.max(backOffMs, Math.min(error.retryAfterMs ?? 0, ONE_DAY_MS)), isFirm: true };
    },
  };
}
