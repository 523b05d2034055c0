/** Strict, as Date.parse finds a date in nearly any text. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, [\w -]{9,11} \d\d:\d\d:\d\d GMT$/;

/** Epoch milliseconds of a date in a header; undefined when there is none, or it cannot be read. */
export function readHttpDate(header: string | null): number | undefined {
  const ms = header !== null && HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
