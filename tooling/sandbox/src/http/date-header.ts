import type { Clock } from "../time/clock.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * These headers with a Date by the venue's own clock, from which a client can measure how far apart the two are. One that is
 * there already stays, in whatever case its name is written.
 */
export function dated(headers: Headers, clock: Clock): Headers {
  const isDated = Object.keys(headers).some((name) => name.toLowerCase() === "date");
  return isDated ? headers : { ...headers, date: httpDate(clock) };
}

/** "Mon, 05 Jan 2026 12:00:00 GMT". */
export function httpDate(clock: Clock): string {
  return new Date(clock.now()).toUTCString();
}
