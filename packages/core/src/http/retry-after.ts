const SECONDS = /^\d{1,9}(?:\.\d{1,3})?$/;
/** Strict, as Date.parse finds a date in nearly any text. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, [\w -]{9,11} \d\d:\d\d:\d\d GMT$/;
const ONE_DAY_MS = 86_400_000;

/** Milliseconds that a Retry-After header asks for (seconds or an HTTP date), at most a day; undefined when it is unreadable. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const wait = SECONDS.test(text)
    ? Number(text) * 1000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), ONE_DAY_MS);
}
