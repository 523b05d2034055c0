import { spacingOf } from "./scope-limit.ts";
import type { ScopeLog } from "./scope-log.ts";

/** A cancel that finds no place waits no longer than for so many others. */
const SPACINGS_A_CANCEL_WAITS = 2;

/**
 * The times of the latest requests: of `size` + 1 that follow one another, the last is at least a span after the first.
 *
 * Beyond that, all but cancels leave the reserve free, unless the oldest request is about to leave the window; and those
 * that have queued keep their spacing. Else a crowd takes a window's places all at once, and again each time it ends, and
 * what comes in between waits for nearly a whole span.
 */
export function createWindowLog(): ScopeLog {
  /** Ascending. */
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
    earliest: ({ limit, weight: wanted }, turn) => {
      const { size, spanMs, reserve } = limit;
      const weight = Math.min(wanted, size);
      const spacingMs = spacingOf(limit);
      const withinLimit = newest(size - weight + 1) + spanMs;
      if (turn === "cancel") return withinLimit;
      const besideReserve = newest(size - reserve - weight + 1) + spanMs;
      // When the next place is about to be free, and those that the reserve would hold up are nearly due anyway.
      const freeSoon = Math.max(
        newest(size - weight) + spanMs - SPACINGS_A_CANCEL_WAITS * spacingMs,
        besideReserve - reserve * spacingMs,
      );
      const earliest = Math.max(withinLimit, Math.min(besideReserve, freeSoon));
      return turn === "waiting" ? Math.max(earliest, newest(1) + weight * spacingMs) : earliest;
    },
    take: ({ limit: { size, spanMs }, weight }, atMs, nowMs) => {
      // What is larger than a window takes the next ones too.
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
