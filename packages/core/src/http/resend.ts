import type { Clock } from "../contract/runtime.ts";
import { isVenueError, type Sent, type VenueError } from "../errors/venue-error.ts";
import { type Attempt, type Effect, readAttemptFailure, startAttempt } from "./attempt.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { VenueCall } from "./venue-call.ts";

/** Retries as configured, with the defaults in place. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** What an attempt may take. */
export interface AttemptTime {
  /** How long it may wait to be sent. */
  readonly maxWaitMs: number;
  /** Another attempt can follow, for which there has to be time. */
  readonly mayRepeat: boolean;
}

/** One way to send a request. */
export interface Sending<Result> {
  readonly effect: Effect | undefined;
  /** Rejects with a `VenueError`. */
  attempt(attempt: Attempt, time: AttemptTime): Promise<Result>;
  /** Whether what the attempt failed of has been put right, so that it can be sent again at once. At most once so. */
  correct(attempt: Attempt, failure: VenueError): Promise<boolean>;
}

export interface ResendParts {
  /** Undefined: only corrections are sent again. */
  readonly policy: RetryPolicy | undefined;
  readonly budget: RetryBudget;
  readonly maxOrderDelayMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** After a 429 without a word of when, at least. */
const THROTTLED_MS = 1_000;

/** Of the time that is left, what an order may spend on waiting. */
const SHARE_TO_WAIT = 0.8;

const SEEN: readonly Sent[] = ["no", "maybe", "yes"];

/** Sends a request, and again what may be: the one place where anything is. */
export async function sendUntilSettled<Result>(
  { policy, budget, maxOrderDelayMs, clock, random }: ResendParts,
  call: VenueCall,
  { effect, attempt: send, correct }: Sending<Result>,
): Promise<Result> {
  const startedMs = clock.monotonic();
  const mayAge = effect === "order" || effect === "edit";
  /** An order that is too old is not sent. */
  const timeToSendMs = (): number => {
    const leftMs = call.deadline.leftMs();
    if (!mayAge) return leftMs;
    // Sent in its last moment, its outcome would not be known.
    return Math.min(leftMs * SHARE_TO_WAIT, maxOrderDelayMs - (clock.monotonic() - startedMs));
  };
  let seen: Sent = "no";
  /** An earlier attempt whose outcome is not known: what a later one fails of does not make it known. */
  let inDoubt: VenueError | undefined;
  let previous: VenueError | undefined;

  const waitBefore = (attempts: number, attempt: Attempt, failure: VenueError): number | undefined => {
    if (policy === undefined || attempts >= policy.attempts || !attempt.isTransient) return undefined;
    if (mayAge && failure.sent !== "no") return undefined;
    const boundMs = Math.min(policy.capMs, policy.baseMs * 2 ** (attempts - 1));
    const floorMs = failure.retryAfterMs ?? (attempt.failedOf === "rateLimited" ? THROTTLED_MS : 0);
    // On top of what the venue asks for, as everybody was told the same.
    const waitMs = floorMs + random() * boundMs;
    if (waitMs >= timeToSendMs() || !budget.has()) return undefined;
    budget.spend();
    return waitMs;
  };
  const settleAs = (failure: VenueError): VenueError => {
    if (inDoubt !== undefined) return inDoubt;
    const known = SEEN.indexOf(failure.sent) >= SEEN.indexOf(seen);
    return known ? failure : failure.with({ sent: seen });
  };

  budget.deposit();
  for (let attempts = 1; ; ) {
    const attempt = startAttempt(call, effect, inDoubt !== undefined);
    const mayRepeat = !mayAge && policy !== undefined && attempts < policy.attempts && budget.has();
    try {
      return await send(attempt, { maxWaitMs: Math.max(timeToSendMs(), 0), mayRepeat });
    } catch (error) {
      const failure = isVenueError(error) ? error : readAttemptFailure(error, attempt);
      if (SEEN.indexOf(failure.sent) > SEEN.indexOf(seen)) seen = failure.sent;
      if (failure.kind === "outcomeUnknown") inDoubt = failure;
      // An attempt that was not let through says less than what the one before failed of.
      if (attempt.sent === "no" && attempt.failedOf === undefined && previous !== undefined) {
        throw settleAs(previous);
      }
      previous = failure;
      if ((await correct(attempt, failure)) && timeToSendMs() > 0) continue;
      const waitMs = waitBefore(attempts, attempt, failure);
      if (waitMs === undefined) throw settleAs(failure);
      attempts += 1;
      await clock.sleep(waitMs, call.deadline.signal).catch((reason: unknown) => {
        throw settleAs(readAttemptFailure(reason, startAttempt(call, effect)));
      });
    }
  }
}
