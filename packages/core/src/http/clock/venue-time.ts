import { readHttpDate } from "../admission/http-date.ts";
import type { Received } from "../http-request.ts";
import type { MeasuredTime } from "./server-clock.ts";

/** A Date header is cut to whole seconds: on average it is so much too early, and off by as much. */
const HALF_A_SECOND_MS = 500;

type RoundTripTimes = Pick<Received, "atMs" | "latencyMs">;

/** Returns how far the venue's clock is ahead. The venue read it about half-way through the round trip. */
export function offsetOf(venueMs: number, { atMs, latencyMs }: RoundTripTimes, errorMs = 0): MeasuredTime {
  return { offsetMs: venueMs - atMs + latencyMs / 2, errorMs: errorMs + latencyMs / 2 };
}

/** Reads the venue's clock from the `Date` header of a reply; undefined without one. */
export function readVenueTime(headers: Headers, times: RoundTripTimes): MeasuredTime | undefined {
  const dateMs = readHttpDate(headers.get("date"));
  return dateMs === undefined ? undefined : offsetOf(dateMs + HALF_A_SECOND_MS, times, HALF_A_SECOND_MS);
}
