import type { Logger } from "../contract/runtime.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { Attempt } from "./attempt.ts";
import type { MeasuredTime, ServerClock } from "./server-clock.ts";
import type { VenueCall } from "./venue-call.ts";

const UNAUTHORIZED = 401;

export interface ClockCorrectionParts {
  readonly serverClock: ServerClock;
  /** Asks the venue for its time, where its replies do not say it; undefined when it has no way to tell. */
  readonly measure: (call: VenueCall) => Promise<MeasuredTime | undefined>;
  readonly logger: Logger;
}

/**
 * A signature that was refused because it was of another time, put right: the first 401 of a request measures the venue's
 * clock, and if that differs the request is worth another signature. It was not carried out: 401 comes before that.
 */
export function createClockCorrection(
  { serverClock, measure, logger }: ClockCorrectionParts,
  call: VenueCall,
): (attempt: Attempt, failure: VenueError) => Promise<boolean> {
  let before: number | undefined;
  return async (attempt, failure) => {
    const { clockOffsetMs: signedWithMs } = attempt;
    if (failure.status !== UNAUTHORIZED || failure.kind === "outcomeUnknown" || signedWithMs === undefined)
      return false;
    if (before !== undefined) {
      // Unless another request has found yet another time.
      if (serverClock.offsetMs() === signedWithMs) serverClock.restore(before);
      return false;
    }
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
}
