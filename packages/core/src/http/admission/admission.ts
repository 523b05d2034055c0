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

/** A request that fails sooner than this after it was sent was not given the time to show anything of the venue. */
const FAIR_CHANCE_MS = 1_000;

/** What an attempt needs to be sent, and what it does not need any more afterwards. */
export interface Admission {
  /** Right before it is sent. */
  sent(): void;
  /** The headers of the reply are there. */
  replied(status: number, headers: Headers): void;
  /** The body is a refusal of the venue's limits, though the status does not say so. */
  limited(retryAfterMs: number | undefined): void;
  /** Whatever became of it. */
  end(attempt: Attempt): void;
}

/** What stands before each attempt: the circuit, then the limits. */
export interface Admissions {
  /** Waits within `maxWaitMs`, or throws the `VenueError` of an attempt that was not sent. */
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
    const reason = `the rate limit has no place in time: the next one is in ${retryAfterMs} ms or later`;
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
          permit?.settle(feedback.read(status, headers, clock.now()));
        },
        limited: (retryAfterMs) => permit?.heed?.(feedback.readRefusal(retryAfterMs, clock.now())),
        end: (ended) => {
          if (ended.sent === "yes" && ended.failedOf !== "rateLimited") feedback.accepted();
          crossing?.end(outcomeOf(ended, clock.monotonic()));
          if (isSettled) return;
          if (isSent) permit?.settle();
          else permit?.release();
        },
      };
    },
  };
}

/** A limiter that does not heed the signal. */
function releaseLate(permit: Permit | PermitDelay): void {
  if (permit.isGranted) permit.release();
}

function circuitOpen(call: Attempt["call"], openForMs: number): VenueError {
  return new VenueError({
    ...call,
    kind: "unavailable",
    code: "CIRCUIT_OPEN",
    reason: "the venue has not answered lately: nothing is sent until it does",
    retryable: true,
    retryAfterMs: Math.ceil(openForMs),
  });
}

/** Only lost connections, timeouts and 5xx speak against a venue. */
function outcomeOf({ sent, failedOf, sentAt, status }: Attempt, nowMs: number): Outcome {
  if (failedOf === "unavailable") return "failed";
  // An answer that says so, 408, is one.
  if (failedOf === "timeout" && status === undefined)
    return sent !== "no" && nowMs - sentAt >= FAIR_CHANCE_MS ? "failed" : "unknown";
  if (failedOf === "aborted") return "unknown";
  return sent === "yes" ? "answered" : "unknown";
}
