import type { Clock } from "../contract/runtime.ts";
import { isVenueError, type Sent, type VenueError } from "../errors/venue-error.ts";
import type { RetryPolicy } from "../validation/config/resilience.ts";
import { type Attempt, type Effect, readAttemptFailure, startAttempt } from "./attempt.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { VenueCall } from "./venue-call.ts";

/** The bounds of one attempt. */
export interface AttemptTime {
  /** Milliseconds that it may wait for a permit. */
  readonly maxWaitMs: number;
  /** True when another attempt can follow, which needs time of its own. */
  readonly mayRepeat: boolean;
}

/** A request that can be attempted several times. */
export interface RepeatableRequest<Result> {
  readonly effect: Effect | undefined;
  /** Makes one attempt. Rejects with a `VenueError`. */
  attempt(attempt: Attempt, time: AttemptTime): Promise<Result>;
  /** Removes the cause of a failure, such as a wrong clock offset. True when the request can be sent again at once. */
  correct(attempt: Attempt, failure: VenueError): Promise<boolean>;
}

export interface RetryParts {
  /** Undefined when retries are off. Corrections are sent again all the same. */
  readonly policy: RetryPolicy | undefined;
  readonly budget: RetryBudget;
  readonly maxOrderDelayMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The shortest wait after a 429 that names no time. */
const THROTTLED_MS = 1_000;

/** The share of the remaining time that an order may spend on waiting. */
const SHARE_TO_WAIT = 0.8;

const SENT_ORDER: readonly Sent[] = ["no", "maybe", "yes"];

/**
 * Sends a request, and sends it again where that is safe: reads and cancels after a transient error, orders and edits only
 * when they were provably not sent. Nothing else in the library repeats a request.
 */
export async function sendWithRetries<Result>(
  { policy, budget, maxOrderDelayMs, clock, random }: RetryParts,
  call: VenueCall,
  { effect, attempt: send, correct }: RepeatableRequest<Result>,
): Promise<Result> {
  const startedMs = clock.monotonic();
  const mayAge = effect === "order" || effect === "edit";
  /** Returns how long the request may still wait. An order that is too old is not sent. */
  const timeToSendMs = (): number => {
    const leftMs = call.deadline.leftMs();
    if (!mayAge) return leftMs;
    // An order sent in the last moment has no time for its reply: its outcome would be unknown.
    return Math.min(leftMs * SHARE_TO_WAIT, maxOrderDelayMs - (clock.monotonic() - startedMs));
  };
  /** The most that the venue can have seen of any attempt. */
  let mostSent: Sent = "no";
  /** The failure of an earlier attempt with an unknown outcome. A later failure does not make that outcome known. */
  let inDoubt: VenueError | undefined;
  let previous: VenueError | undefined;

  const waitBeforeRetry = (attempts: number, attempt: Attempt, failure: VenueError): number | undefined => {
    if (policy === undefined || attempts >= policy.attempts || !attempt.isTransient) return undefined;
    if (mayAge && failure.sent !== "no") return undefined;
    const boundMs = Math.min(policy.capMs, policy.baseMs * 2 ** (attempts - 1));
    const floorMs = failure.retryAfterMs ?? (attempt.failedOf === "rateLimited" ? THROTTLED_MS : 0);
    // Jitter comes on top of the time that the venue asks for, since it asks every client for the same.
    const waitMs = floorMs + random() * boundMs;
    if (waitMs >= timeToSendMs() || !budget.has()) return undefined;
    budget.spend();
    return waitMs;
  };
  const finalFailure = (failure: VenueError): VenueError => {
    if (inDoubt !== undefined) return inDoubt;
    const isKnown = SENT_ORDER.indexOf(failure.sent) >= SENT_ORDER.indexOf(mostSent);
    return isKnown ? failure : failure.with({ sent: mostSent });
  };

  budget.deposit();
  for (let attempts = 1; ; ) {
    const attempt = startAttempt(call, effect, inDoubt !== undefined);
    const mayRepeat = !mayAge && policy !== undefined && attempts < policy.attempts && budget.has();
    try {
      return await send(attempt, { maxWaitMs: Math.max(timeToSendMs(), 0), mayRepeat });
    } catch (error) {
      const failure = isVenueError(error) ? error : readAttemptFailure(error, attempt);
      if (SENT_ORDER.indexOf(failure.sent) > SENT_ORDER.indexOf(mostSent)) mostSent = failure.sent;
      if (failure.kind === "outcomeUnknown") inDoubt = failure;
      // An attempt that was not admitted says less than the failure before it.
      if (attempt.sent === "no" && attempt.failedOf === undefined && previous !== undefined) {
        throw finalFailure(previous);
      }
      previous = failure;
      if ((await correct(attempt, failure)) && timeToSendMs() > 0) continue;
      const waitMs = waitBeforeRetry(attempts, attempt, failure);
      if (waitMs === undefined) throw finalFailure(failure);
      attempts += 1;
      await clock.sleep(waitMs, call.deadline.signal).catch((reason: unknown) => {
        throw finalFailure(readAttemptFailure(reason, startAttempt(call, effect)));
      });
    }
  }
}
