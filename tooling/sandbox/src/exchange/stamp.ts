import type { Clock } from "../time/clock.ts";

/** Writes times as the venue does, in microseconds. Times asked for in the same millisecond still ascend. */
export type Stamp = (milliseconds?: number) => string;

export function createStamp(clock: Clock): Stamp {
  let previous = 0;
  let within = 0;
  return (milliseconds = clock.now()) => {
    within = milliseconds === previous ? Math.min(within + 1, 999) : 0;
    previous = milliseconds;
    return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(within).padStart(3, "0")}Z`;
  };
}
