import { spacingOf } from "./scope-limit.ts";
import type { ScopeLog } from "./scope-log.ts";

/** A token bucket as the one time at which it will be full again. */
export function createBucketLog(): ScopeLog {
  let fullAtMs = Number.NEGATIVE_INFINITY;
  return {
    earliest: ({ limit, weight }, turn) => {
      const usable = turn === "cancel" ? limit.size : limit.size - limit.reserve;
      return fullAtMs - Math.max(usable - weight, 0) * spacingOf(limit);
    },
    take: ({ limit, weight }, atMs) => {
      const takenMs = weight * spacingOf(limit);
      fullAtMs = Math.max(fullAtMs, atMs) + takenMs;
      const fullAtMsThen = fullAtMs;
      return {
        release: () => {
          fullAtMs -= takenMs;
        },
        // Not added up: many requests that are late together are late by the same time.
        defer: (byMs) => {
          fullAtMs = Math.max(fullAtMs, fullAtMsThen + byMs);
        },
      };
    },
    used: (limit, nowMs) => Math.max(fullAtMs - nowMs, 0) / spacingOf(limit),
  };
}
