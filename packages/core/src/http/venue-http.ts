import { createClockCorrection } from "./clock/correct-clock.ts";
import type { MeasuredTime } from "./clock/server-clock.ts";
import { offsetOf } from "./clock/venue-time.ts";
import type { HttpRequest, ObjectReader, RequestTerms } from "./http-request.ts";
import { type AttemptParts, sendAttempt } from "./send-attempt.ts";
import { type RetryParts, sendWithRetries } from "./send-with-retries.ts";
import type { VenueCall } from "./venue-call.ts";

/** Sends the JSON requests of one venue. */
export interface VenueHttp {
  /** True when there are credentials. */
  readonly canSign: boolean;
  /**
   * Sends a request within the call's deadline, again where that is safe, and reads the reply. Rejects with a `VenueError`.
   * Redirects are refused.
   */
  send<Result>(call: VenueCall, request: HttpRequest<Result>): Promise<Result>;
}

/** Asks a venue for its clock, in epoch milliseconds. */
export type TimeRequest = RequestTerms & ObjectReader<number>;

export interface VenueHttpParts extends AttemptParts {
  readonly retries: Omit<RetryParts, "budget">;
  readonly time: TimeRequest | undefined;
}

export function createVenueHttp(parts: VenueHttpParts): VenueHttp {
  const { signer, serverClock, time, runtime, budget } = parts;
  const { logger } = runtime;
  const retries: RetryParts = { ...parts.retries, budget };

  const measureTime = async (call: VenueCall): Promise<MeasuredTime | undefined> =>
    time &&
    http.send(call, { ...time, read: (reply, received) => offsetOf(time.read(reply, received), received) });

  const http: VenueHttp = {
    canSign: signer !== undefined,
    send: (call, request) =>
      sendWithRetries(retries, call, {
        effect: request.effect,
        attempt: (attempt, attemptTime) => sendAttempt(parts, attempt, request, attemptTime),
        correct: createClockCorrection({ serverClock, measure: measureTime, logger }, call),
      }),
  };
  return http;
}
