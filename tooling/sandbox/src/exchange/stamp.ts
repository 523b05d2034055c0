import type { Clock } from "../time/clock.ts";

/** Returns a time in microseconds since 1970, of the given milliseconds or else of now. Times of one millisecond ascend. */
export type Stamp = (milliseconds?: number) => number;

export function createStamp(clock: Clock): Stamp {
  let previous = 0;
  let within = 0;
  return (milliseconds = clock.now()) => {
    within = milliseconds === previous ? Math.min(within + 1, 999) : 0;
    previous = milliseconds;
    return Math.trunc(milliseconds) * 1_000 + within;
  };
}
