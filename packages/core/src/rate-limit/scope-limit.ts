import type { RateLimit, ScopeLimit } from "../contract/rate-limit.ts";

const WINDOW_MS = 1_000;

const MARGIN_SHARE = 0.03;
const LEAST_MARGIN_MS = 10;
const MOST_MARGIN_MS = 250;

/** A limit with its margin in it. It has been checked. */
export function toScopeLimit(limit: RateLimit, defaultCancelShare: number): ScopeLimit {
  const { cancelShare = defaultCancelShare, marginMs: ownMargin } = limit;
  const marginFor = (windowMs: number): number =>
    ownMargin ?? Math.min(Math.max(windowMs * MARGIN_SHARE, LEAST_MARGIN_MS), MOST_MARGIN_MS);
  // Before it is rounded up: 100 × 0.07 is a little more than 7.
  const reserveOf = (size: number): number =>
    Math.min(Math.ceil(Number((size * cancelShare).toFixed(6))), size - 1);
  if ("limit" in limit) {
    const { limit: size, windowMs = WINDOW_MS } = limit;
    const marginMs = marginFor(windowMs);
    return { kind: "window", size, spanMs: windowMs + marginMs, reserve: reserveOf(size), marginMs };
  }
  const { rate, burst } = limit;
  const marginMs = marginFor(WINDOW_MS);
  // Requests that come closer together than they were sent cost tokens which the bucket must still have.
  const spare = burst - (rate * marginMs) / 1_000;
  const size = Math.max(Math.floor(spare), 1);
  const intervalMs = 1_000 / rate + (spare < 1 ? marginMs : 0);
  return { kind: "bucket", size, spanMs: size * intervalMs, reserve: reserveOf(size), marginMs };
}

/** Milliseconds between requests that use a limit to the full. */
export function spacingOf({ size, spanMs }: ScopeLimit): number {
  return spanMs / size;
}

/**
 * The part of a limit that one of several processes may use when none knows of the others; undefined when there is none, as
 * there are more of them than requests.
 */
export function shareOf(limit: ScopeLimit, processes: number): ScopeLimit | undefined {
  const size = Math.floor(limit.size / processes);
  if (size < 1) return undefined;
  const spanMs = limit.kind === "bucket" ? size * spacingOf(limit) * processes : limit.spanMs;
  return { ...limit, size, spanMs, reserve: Math.min(Math.ceil(limit.reserve / processes), size - 1) };
}
