import type { Logger } from "../../contract/runtime.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import type { Attempt } from "../attempt.ts";
import type { VenueCall } from "../venue-call.ts";
import type { MeasuredTime, ServerClock } from "./server-clock.ts";

/** Requests that are sent at once can overtake each other, and again when they are repeated: their nonces arrive out of order. */
const MOST_TIMES_AGAIN = 3;

export interface ClockCorrectionParts {
  readonly serverClock: ServerClock;
  /** Asks the venue for its time, when a reply has no `Date`. Resolves with undefined when the venue has no time endpoint. */
  readonly measure: (call: VenueCall) => Promise<MeasuredTime | undefined>;
  readonly logger: Logger;
}

/**
 * Creates the decision to sign a request again after its signature was refused. On the first refusal the venue's clock is
 * measured, and a request whose clock offset was wrong is signed again. A refusal that asks for a new signature is obeyed up
 * to three times. This is safe for orders: a venue checks the signature before it executes anything.
 */
export function createClockCorrection(
  { serverClock, measure, logger }: ClockCorrectionParts,
  call: VenueCall,
): (attempt: Attempt, failure: VenueError) => Promise<boolean> {
  let before: number | undefined;
  let timesAgain = 0;
  /** Returns true when the signature was made with a wrong offset, which is corrected now. */
  const correct = async (attempt: Attempt, signedWithMs: number): Promise<boolean> => {
    const measured = attempt.venueTime ?? (await measure(call).catch(() => undefined));
    if (measured === undefined) return false;
    if (!serverClock.correct(measured, signedWithMs)) return false;
    before = signedWithMs;
    const { venue } = call;
    logger.warn(
      { venue, clockOffsetMs: measured.offsetMs },
      "this machine's clock differs from the venue's: corrected",
    );
    return true;
  };
  return async (attempt, failure) => {
    const { clockOffsetMs: signedWithMs, refusedSignature } = attempt;
    if (refusedSignature === undefined || failure.kind === "outcomeUnknown" || signedWithMs === undefined)
      return false;
    const isCertain = refusedSignature === "certainly";
    const isWorthIt =
      timesAgain < MOST_TIMES_AGAIN &&
      ((before === undefined && (await correct(attempt, signedWithMs))) || isCertain);
    if (isWorthIt) timesAgain += 1;
    // Takes back a correction that did not help, unless another request has found a newer offset.
    else if (before !== undefined && !isCertain && serverClock.offsetMs() === signedWithMs)
      serverClock.restore(before);
    return isWorthIt;
  };
}
