/** The delays between failed attempts. */
export interface Backoff {
  /**
   * Returns the next delay in milliseconds: random, between 0 and a bound. The bound starts at a second and doubles with each
   * failure, up to a minute. Full jitter keeps clients that lost a venue together from reconnecting together.
   * @param stableMs how long all went well before this failure; from 30 s on, the bound starts again at a second
   * @param floorMs the venue's own minimum, such as a `Retry-After`; honoured up to a minute
   */
  next(stableMs: number, floorMs?: number): number;
}

const BASE_MS = 1_000;
const CAP_MS = 60_000;

/** The time after which a connection counts as healthy. A venue that flaps faster keeps its long delays. */
const STABLE_MS = 30_000;

export function createBackoff(random: () => number): Backoff {
  let failures = 0;
  return {
    next: (stableMs, floorMs = 0) => {
      if (stableMs >= STABLE_MS) failures = 0;
      const boundMs = Math.min(CAP_MS, BASE_MS * 2 ** failures);
      failures += 1;
      if (floorMs <= 0) return random() * boundMs;
      // The jitter comes on top of the floor, because every client got the same floor. The sum stays within a minute, unless
      // that would leave less than a second of jitter.
      const leastMs = Math.min(floorMs, CAP_MS);
      return leastMs + random() * Math.min(boundMs, Math.max(CAP_MS - leastMs, BASE_MS));
    },
  };
}
