import { spacingOf } from "./scope-limit.ts";
import type { ScopeLog } from "./scope-log.ts";

/**
 * Creates the log of a window limit. It keeps the times of the latest requests, so that any `size` + 1 of them in a row
 * span at least `spanMs`.
 *
 * Orders and reads also leave the reserve free, unless the oldest request is about to leave the window. Requests that
 * have queued keep their spacing. Without both rules, a crowd would take all slots of a window at once, and again when
 * they become free. A cancel in between would then wait for nearly a whole span.
 */
export function createWindowLog(): ScopeLog {
  /** The time of each request, in ascending order. */
  const times: number[] = [];

  const newest = (count: number): number =>
    times[times.length - Math.max(count, 1)] ?? Number.NEGATIVE_INFINITY;
  const insert = (time: number): void => {
    times.splice(times.findLastIndex((each) => each <= time) + 1, 0, time);
  };
  const remove = (time: number): boolean => {
    const index = times.lastIndexOf(time);
    if (index >= 0) times.splice(index, 1);
    return index >= 0;
  };

  return {
    earliest: ({ limit, weight: wanted }, pacing) => {
      const { size, spanMs, reserve } = limit;
      const weight = Math.min(wanted, size);
      const spacingMs = spacingOf(limit);
      const withinLimit = newest(size - weight + 1) + spanMs;
      if (pacing === "cancel") return withinLimit;
      const besideReserve = newest(size - reserve - weight + 1) + spanMs;
      // The next slot is about to become free. Requests that wait because of the reserve are nearly due by then.
      const freeSoon = Math.max(
        newest(size - weight) + spanMs - CANCEL_WAIT_SPACINGS * spacingMs,
        besideReserve - reserve * spacingMs,
      );
      const earliest = Math.max(withinLimit, Math.min(besideReserve, freeSoon));
      return pacing === "spaced" ? Math.max(earliest, newest(1) + weight * spacingMs) : earliest;
    },
    take: ({ limit: { size, spanMs }, weight }, atMs, nowMs) => {
      // A weight above the size also takes the following windows.
      let taken = Array.from({ length: weight }, (_, index) => atMs + Math.floor(index / size) * spanMs);
      taken.forEach(insert);
      const gone = times.findLastIndex((time) => time <= nowMs - spanMs) + 1;
      if (gone > size) times.splice(0, gone);
      return {
        release: () => {
          taken.forEach(remove);
          taken = [];
        },
        defer: (byMs) => {
          taken.forEach(remove);
          taken = taken.map((time) => time + byMs);
          taken.forEach(insert);
        },
      };
    },
    used: ({ spanMs }, nowMs) => times.length - times.findLastIndex((time) => time <= nowMs - spanMs) - 1,
  };
}

/** The longest wait of a cancel that finds no free slot, in spacings of the limit. */
const CANCEL_WAIT_SPACINGS = 2;
