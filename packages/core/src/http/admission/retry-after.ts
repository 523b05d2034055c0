import { readHttpDate } from "./http-date.ts";

const SECONDS = /^\d{1,9}(?:\.\d{1,3})?$/;
const ONE_DAY_MS = 86_400_000;

/** Milliseconds that a Retry-After header asks for (seconds or an HTTP date), at most a day; undefined when it is unreadable. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  const dateMs = readHttpDate(text);
  const waitMs = SECONDS.test(text) ? Number(text) * 1000 : dateMs === undefined ? undefined : dateMs - nowMs;
  return waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 0), ONE_DAY_MS);
}
