import { readHttpDate } from "../admission/retry-after.ts";
import type { Received } from "../http-request.ts";
import type { MeasuredTime } from "./server-clock.ts";

/** A Date header has whole seconds: on average it is half a second early, with an error of as much. */
const HALF_A_SECOND_MS = 500;

type RoundTripTimes = Pick<Received, "atMs" | "latencyMs">;

/** Returns the clock offset. It assumes that the venue read its clock half-way through the round trip. */
export function offsetOf(venueMs: number, { atMs, latencyMs }: RoundTripTimes, errorMs = 0): MeasuredTime {
  return { offsetMs: venueMs - atMs + latencyMs / 2, errorMs: errorMs + latencyMs / 2 };
}

/** Reads the clock offset from the `Date` header of a reply. Undefined without one. */
export function readVenueTime(headers: Headers, times: RoundTripTimes): MeasuredTime | undefined {
  const dateMs = readHttpDate(headers.get("date"));
  return dateMs === undefined ? undefined : offsetOf(dateMs + HALF_A_SECOND_MS, times, HALF_A_SECOND_MS);
}
