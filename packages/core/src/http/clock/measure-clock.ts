import type { Connection } from "../connection.ts";
import { type HttpRequest, type Received, withReceived } from "../http-request.ts";
import type { VenueCall } from "../venue-call.ts";
import type { TimeRequest } from "../venue-http.ts";
import type { MeasuredTime } from "./server-clock.ts";
import { offsetOf } from "./venue-time.ts";

/** Milliseconds. A larger clock offset is logged: signatures are valid for seconds or minutes. */
const OFFSET_TO_REPORT_MS = 5_000;

/** The measure of one request and its reply. */
export interface RoundTrip {
  readonly latencyMs: number;
  /** The venue's clock minus ours, in milliseconds. Absent when the venue does not tell its time. */
  readonly clockOffsetMs?: number;
}

type Measured = Pick<Connection, "http" | "runtime" | "serverClock" | "venue">;

/** Asks the venue for its time. Later requests are signed with the measured offset. */
export async function measureClock(
  connection: Measured,
  call: VenueCall,
  request: TimeRequest,
): Promise<RoundTrip> {
  const { result, received } = await connection.http.send(call, withReceived(request));
  return noteRoundTrip(connection, received, offsetOf(result, received));
}

/** Sends any request and reads the venue's time from the `Date` header of the reply. */
export async function measureReply<Result>(
  connection: Measured,
  call: VenueCall,
  request: HttpRequest<Result>,
): Promise<{ readonly result: Result; readonly roundTrip: RoundTrip }> {
  const { result, received } = await connection.http.send(call, withReceived(request));
  return { result, roundTrip: noteRoundTrip(connection, received, received.venueTime) };
}

function noteRoundTrip(
  { runtime, serverClock, venue }: Measured,
  { latencyMs }: Received,
  measured: MeasuredTime | undefined,
): RoundTrip {
  if (measured === undefined) return { latencyMs };
  serverClock.correct(measured);
  const clockOffsetMs = measured.offsetMs;
  if (Math.abs(clockOffsetMs) > OFFSET_TO_REPORT_MS) {
    runtime.logger.warn({ venue, clockOffsetMs }, "this machine's clock differs from the venue's");
  }
  return { latencyMs, clockOffsetMs };
}
