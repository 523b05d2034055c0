import { spacingOf } from "./scope-limit.ts";
import type { ScopeLog } from "./scope-log.ts";

/** What was late since the bucket was last full. */
interface Lateness {
  /** The most that anything was late by: many that are late together are late by the same time. */
  mostMs: number;
  /** When the last of it came. */
  untilMs: number;
  /** How long its tokens take to come back: none of them can be missing longer than that. */
  costMs: number;
}

const PUNCTUAL: Lateness = { mostMs: 0, untilMs: Number.NEGATIVE_INFINITY, costMs: 0 };

/** A token bucket as the time at which it will be full again: by what was sent, and by how late that may have come. */
export function createBucketLog(): ScopeLog {
  let fullIfPunctualMs = Number.NEGATIVE_INFINITY;
  let late = { ...PUNCTUAL };
  let latest: object | undefined;
  const fullAtMs = (): number =>
    Math.min(fullIfPunctualMs + late.mostMs, Math.max(fullIfPunctualMs, late.untilMs) + late.costMs);
  return {
    earliest: ({ limit, weight }, turn) => {
      const usable = turn === "cancel" ? limit.size : limit.size - limit.reserve;
      return fullAtMs() - Math.max(usable - weight, 0) * spacingOf(limit);
    },
    take: ({ limit, weight }, atMs) => {
      const costMs = weight * spacingOf(limit);
      if (fullAtMs() <= atMs) {
        fullIfPunctualMs = atMs;
        late = { ...PUNCTUAL };
      }
      fullIfPunctualMs += costMs;
      const taking = {};
      latest = taking;
      let lateMs = 0;
      return {
        // What others took since may have needed the time that has passed.
        release: () => {
          if (latest !== taking) return;
          fullIfPunctualMs -= costMs;
          latest = undefined;
        },
        defer: (byMs) => {
          if (lateMs === 0) late.costMs += costMs;
          lateMs += byMs;
          late.mostMs = Math.max(late.mostMs, lateMs);
          late.untilMs = Math.max(late.untilMs, atMs + lateMs);
        },
      };
    },
    used: (limit, nowMs) => Math.max(fullAtMs() - nowMs, 0) / spacingOf(limit),
  };
}
