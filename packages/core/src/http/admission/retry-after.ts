const SECONDS = /^\d{1,9}(?:\.\d{1,3})?$/;
const ONE_DAY_MS = 86_400_000;

/**
 * Reads the wait that a Retry-After header asks for (seconds or an HTTP date), in milliseconds and at most one day. Undefined
 * when it cannot be read.
 */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  const dateMs = readHttpDate(text);
  const waitMs = SECONDS.test(text) ? Number(text) * 1000 : dateMs === undefined ? undefined : dateMs - nowMs;
  return waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 0), ONE_DAY_MS);
}

/** Strict, since Date.parse finds a date in nearly any text. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, [\w -]{9,11} \d\d:\d\d:\d\d GMT$/;

/** Reads the date of a header as epoch milliseconds. Undefined when there is none, or it cannot be read. */
export function readHttpDate(header: string | null): number | undefined {
  const ms = header !== null && HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
