import type { Clock } from "../time/clock.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * Adds a Date header by the venue's clock, so that a client can measure its clock skew. An existing Date stays,
 * regardless of the case of its name.
 */
export function dated(headers: Headers, clock: Clock): Headers {
  const isDated = Object.keys(headers).some((name) => name.toLowerCase() === "date");
  return isDated ? headers : { ...headers, date: httpDate(clock) };
}

/** Returns the time as an HTTP date: "Mon, 05 Jan 2026 12:00:00 GMT". */
export function httpDate(clock: Clock): string {
  return new Date(clock.now()).toUTCString();
}
