import type {
  LimitedScope,
  Permit,
  PermitDelay,
  RateLimiter,
  RequestPriority,
} from "../../contract/rate-limit.ts";
import type { Clock } from "../../contract/runtime.ts";
import { VenueError } from "../../errors/venue-error.ts";
import type { Attempt, Effect } from "../attempt.ts";
import type { CircuitBreaker, Outcome } from "./circuit-breaker.ts";
import { createRateFeedbackReader } from "./rate-feedback.ts";

const PRIORITIES: Readonly<Record<Effect, RequestPriority>> = {
  order: "order",
  edit: "order",
  cancel: "cancel",
};

/** Milliseconds. A request that times out sooner had no fair chance, and says nothing about the venue. */
const FAIR_CHANCE_MS = 1_000;

/** The leave of one attempt to be sent. It is told how the attempt goes. */
export interface Admission {
  /** Call right before sending. */
  sent(): void;
  /** Call when the headers of the reply have arrived. */
  replied(status: number, headers: Headers): void;
  /** Call when the body says that a limit was exceeded and the status does not. */
  limited(retryAfterMs: number | undefined): void;
  /** Call at the end of the attempt, in any case. */
  end(attempt: Attempt): void;
}

/** The gates before each attempt: first the circuit breaker, then the rate limits. */
export interface Admissions {
  /** Waits at most `maxWaitMs` for a permit. Rejects with the `VenueError` of an attempt that was not sent. */
  admit(attempt: Attempt, scopes: readonly LimitedScope[], maxWaitMs: number): Promise<Admission>;
}

export interface AdmissionParts {
  readonly limiter: RateLimiter;
  readonly breaker: CircuitBreaker | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

export function createAdmissions({ limiter, breaker, clock, random }: AdmissionParts): Admissions {
  const feedback = createRateFeedbackReader(random);

  const acquire = async (
    { call, effect }: Attempt,
    scopes: readonly LimitedScope[],
    maxWaitMs: number,
  ): Promise<Permit | undefined> => {
    if (scopes.length === 0) return undefined;
    const priority = effect === undefined ? "read" : PRIORITIES[effect];
    const { signal } = call.deadline;
    const acquiring = (async () => limiter.acquire({ scopes, priority, maxWaitMs, signal }))();
    const permit = await call.deadline.race(acquiring).catch((error: unknown) => {
      acquiring.then(releaseLate, () => {});
      if (signal.aborted) throw error;
      const reason = "the rate limiter failed";
      throw new VenueError({ ...call, kind: "unavailable", code: "RATE_LIMITER_FAILED", reason });
    });
    if (permit.isGranted) return permit;
    const { retryAfterMs } = permit;
    const reason = `the rate limit has no free slot in time: the next one is in ${retryAfterMs} ms or later`;
    const code = "RATE_LIMIT_DELAY";
    throw new VenueError({ ...call, kind: "rateLimited", code, reason, retryable: true, retryAfterMs });
  };

  return {
    admit: async (attempt, scopes, maxWaitMs) => {
      const { call, effect } = attempt;
      const isUrgent = effect === "cancel";
      const openForMs = breaker?.openForMs() ?? 0;
      if (openForMs > 0 && !isUrgent) throw circuitOpen(call, openForMs);
      const permit = await acquire(attempt, scopes, maxWaitMs);
      const crossing = breaker?.enter(isUrgent);
      if (breaker !== undefined && crossing === undefined) {
        permit?.release();
        throw circuitOpen(call, breaker.openForMs());
      }
      let isSent = false;
      let isSettled = false;
      return {
        sent: () => {
          isSent = true;
          permit?.sent();
        },
        replied: (status, headers) => {
          isSettled = true;
          permit?.finish(feedback.read(status, headers, clock.now()));
        },
        limited: (retryAfterMs) => permit?.heed?.(feedback.refusedByBody(retryAfterMs, clock.now())),
        end: (ended) => {
          if (ended.sent === "yes" && ended.failedOf !== "rateLimited") feedback.accepted();
          crossing?.end(outcomeOf(ended, clock.monotonic()));
          if (isSettled) return;
          if (isSent) permit?.finish();
          else permit?.release();
        },
      };
    },
  };
}

/** Gives back the permit of a limiter that ignored the signal. */
function releaseLate(permit: Permit | PermitDelay): void {
  if (permit.isGranted) permit.release();
}

function circuitOpen(call: Attempt["call"], openForMs: number): VenueError {
  return new VenueError({
    ...call,
    kind: "unavailable",
    code: "CIRCUIT_OPEN",
    reason: "the circuit breaker is open: the venue has not answered lately",
    retryable: true,
    retryAfterMs: Math.ceil(openForMs),
  });
}

/** Counts only lost connections, timeouts and 5xx against a venue. */
function outcomeOf({ sent, failedOf, sentAt, status }: Attempt, nowMs: number): Outcome {
  if (failedOf === "unavailable") return "failed";
  // A 408 is an answer, although its kind is timeout.
  if (failedOf === "timeout" && status === undefined)
    return sent !== "no" && nowMs - sentAt >= FAIR_CHANCE_MS ? "failed" : "unknown";
  if (failedOf === "aborted") return "unknown";
  return sent === "yes" ? "answered" : "unknown";
}
