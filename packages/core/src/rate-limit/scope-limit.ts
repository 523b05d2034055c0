import type { RateLimit, ScopeLimit } from "../contract/rate-limit.ts";

const WINDOW_MS = 1_000;

const MARGIN_SHARE = 0.03;
const MIN_MARGIN_MS = 10;
const MAX_MARGIN_MS = 250;

/** Converts a checked limit to the form that the limiter counts with: the margin is included. */
export function toScopeLimit(limit: RateLimit, defaultCancelShare: number): ScopeLimit {
  const { cancelShare = defaultCancelShare, marginMs: ownMargin } = limit;
  const marginFor = (windowMs: number): number =>
    ownMargin ?? Math.min(Math.max(windowMs * MARGIN_SHARE, MIN_MARGIN_MS), MAX_MARGIN_MS);
  // `toFixed` removes the binary error before the rounding up: 100 × 0.07 is a little more than 7.
  const reserveOf = (size: number): number =>
    Math.min(Math.ceil(Number((size * cancelShare).toFixed(6))), size - 1);
  if ("limit" in limit) {
    const { limit: size, windowMs = WINDOW_MS } = limit;
    const marginMs = marginFor(windowMs);
    return { kind: "window", size, spanMs: windowMs + marginMs, reserve: reserveOf(size), marginMs };
  }
  const { rate, burst } = limit;
  const marginMs = marginFor(WINDOW_MS);
  // Requests can arrive closer together than they were sent. The venue's bucket must hold the tokens for that.
  const spare = burst - (rate * marginMs) / 1_000;
  const size = Math.max(Math.floor(spare), 1);
  const intervalMs = 1_000 / rate + (spare < 1 ? marginMs : 0);
  return { kind: "bucket", size, spanMs: size * intervalMs, reserve: reserveOf(size), marginMs };
}

/** Returns the milliseconds between two requests that use the limit in full and evenly. */
export function spacingOf({ size, spanMs }: ScopeLimit): number {
  return spanMs / size;
}

/**
 * Returns the share of a limit for one of several processes that cannot coordinate. Returns undefined when the limit has
 * fewer requests than there are processes.
 */
export function shareOf(limit: ScopeLimit, processes: number): ScopeLimit | undefined {
  const size = Math.floor(limit.size / processes);
  if (size < 1) return undefined;
  const spanMs = limit.kind === "bucket" ? size * spacingOf(limit) * processes : limit.spanMs;
  return { ...limit, size, spanMs, reserve: Math.min(Math.ceil(limit.reserve / processes), size - 1) };
}
