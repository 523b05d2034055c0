import type { Connection } from "./connection.ts";
import type { VenueCall } from "./venue-call.ts";
import { type HttpRequest, offsetOf } from "./venue-http.ts";

/** A clock further off than this is worth a warning: signatures live for seconds or minutes. */
const OFFSET_TO_REPORT_MS = 5_000;

/**
 * Asks the venue for its time: what one round trip takes, and how far its clock is ahead of ours. What is signed from then on
 * is of that time.
 */
export async function measureClock(
  { http, runtime, serverClock, venue }: Connection,
  call: VenueCall,
  request: HttpRequest<number>,
): Promise<{ readonly latencyMs: number; readonly clockOffsetMs: number }> {
  const { latencyMs, measured } = await http.send(call, {
    ...request,
    read: (reply, received) => ({
      latencyMs: received.latencyMs,
      measured: offsetOf(request.read(reply, received), received),
    }),
  });
  serverClock.correct(measured);
  const clockOffsetMs = measured.offsetMs;
  if (Math.abs(clockOffsetMs) > OFFSET_TO_REPORT_MS) {
    runtime.logger.warn({ venue, clockOffsetMs }, "this machine's clock differs from the venue's");
  }
  return { latencyMs, clockOffsetMs };
}
