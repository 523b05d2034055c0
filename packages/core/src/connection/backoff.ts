const BASE_MS = 1_000;
const CAP_MS = 60_000;

/** What has held for this long counts as healthy: a venue that flaps keeps its long delays. */
const STABLE_MS = 30_000;

/** How long to wait before trying again. */
export interface Backoff {
  /**
   * Milliseconds, anywhere between 0 and a bound that doubles with each failure up to a minute: clients that lost the venue
   * together must not come back together.
   * @param stableMs how long things went well before this failure
   * @param floorMs what the venue asked to wait at least; honoured up to a minute
   */
  next(stableMs: number, floorMs?: number): number;
}

export function createBackoff(random: () => number): Backoff {
  let failures = 0;
  return {
    next: (stableMs, floorMs = 0) => {
      if (stableMs >= STABLE_MS) failures = 0;
      const boundMs = Math.min(CAP_MS, BASE_MS * 2 ** failures);
      failures += 1;
      if (floorMs <= 0) return random() * boundMs;
      // On top of the floor, as everybody was told the same; within the minute, as far as that leaves room to spread.
      const leastMs = Math.min(floorMs, CAP_MS);
      return leastMs + random() * Math.min(boundMs, Math.max(CAP_MS - leastMs, BASE_MS));
    },
  };
}
