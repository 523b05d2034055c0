import type { Logger } from "../../contract/runtime.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import type { Attempt } from "../attempt.ts";
import type { VenueCall } from "../venue-call.ts";
import type { MeasuredTime, ServerClock } from "./server-clock.ts";

/** Nonces of requests that are sent at once can overtake each other on their way, and again when they are sent anew. */
const MOST_TIMES_AGAIN = 3;

export interface ClockCorrectionParts {
  readonly serverClock: ServerClock;
  /** Asks the venue for its time, where its replies do not say it; undefined when it has no way to tell. */
  readonly measure: (call: VenueCall) => Promise<MeasuredTime | undefined>;
  readonly logger: Logger;
}

/**
 * Decides if a request whose signature was refused is signed once more. The first such refusal measures the venue's clock, and
 * a difference is worth another signature; so is a refusal that asks for one, up to three times. A venue refuses a signature before
 * it executes anything.
 */
export function createClockCorrection(
  { serverClock, measure, logger }: ClockCorrectionParts,
  call: VenueCall,
): (attempt: Attempt, failure: VenueError) => Promise<boolean> {
  let before: number | undefined;
  let timesAgain = 0;
  /** True when the clock of the signature was off, and is corrected. */
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
    // A correction that did not help is taken back, unless another request has found yet another time.
    else if (before !== undefined && !isCertain && serverClock.offsetMs() === signedWithMs)
      serverClock.restore(before);
    return isWorthIt;
  };
}
