import { setTimeout as wait } from "node:timers/promises";

/** Where a sandbox takes the time from: milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** How a sandbox waits, for faults that are slow on purpose. Rejects when the signal aborts. */
export interface Timer {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now() };

export const systemTimer: Timer = {
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** A clock that stands still until it is told otherwise. */
export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

export function createManualClock(start: number = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let time = start;
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
