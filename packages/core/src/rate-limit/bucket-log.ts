import { spacingOf } from "./scope-limit.ts";
import type { ScopeLog } from "./scope-log.ts";

/** Creates the log of a token bucket. It keeps the time at which the bucket is full again, and the delays of its requests. */
export function createBucketLog(): ScopeLog {
  let fullIfPunctualMs = Number.NEGATIVE_INFINITY;
  let late = { ...PUNCTUAL };
  let latest: object | undefined;
  const fullAtMs = (): number =>
    Math.min(fullIfPunctualMs + late.mostMs, Math.max(fullIfPunctualMs, late.untilMs) + late.costMs);
  return {
    earliest: ({ limit, weight }, pacing) => {
      const usable = pacing === "cancel" ? limit.size : limit.size - limit.reserve;
      return fullAtMs() - Math.max(usable - weight, 0) * spacingOf(limit);
    },
    take: ({ limit, weight }, atMs) => {
      const costMs = weight * spacingOf(limit);
      if (fullAtMs() <= atMs) {
        fullIfPunctualMs = atMs;
        late = { ...PUNCTUAL };
      }
      fullIfPunctualMs += costMs;
      const taken = {};
      latest = taken;
      let lateMs = 0;
      return {
        // Only the latest slot can be given back: a later one may depend on the refill since then.
        release: () => {
          if (latest !== taken) return;
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

/** The delays of requests since the bucket was last full. */
interface Lateness {
  /** The longest delay of one request. Delays do not add up: requests that are late together are late by the same time. */
  mostMs: number;
  /** The arrival time of the last delayed request. */
  untilMs: number;
  /** The time in which the tokens of all delayed requests come back. No token is missing for longer. */
  costMs: number;
}

const PUNCTUAL: Lateness = { mostMs: 0, untilMs: Number.NEGATIVE_INFINITY, costMs: 0 };
