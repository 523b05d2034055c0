import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";

/** Where a sandbox takes the time from: milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Milliseconds since any moment, in fractions where the clock can tell them apart; they never go back. */
  monotonic?(): number;
}

/** How a sandbox waits: for faults that are slow on purpose, and for what its streams send by the clock. */
export interface Timer {
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemTimer: Timer = {
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** The timer that belongs to a clock: its own if it has one, and else the system's. */
export function timerOf(clock: Clock & Partial<Timer>): Timer {
  return hasTimer(clock) ? clock : systemTimer;
}

function hasTimer(clock: Clock & Partial<Timer>): clock is Clock & Timer {
  return clock.sleep !== undefined;
}

/**
 * Reads milliseconds that never go back, as fine as the clock has them. One that has nothing but `now` gives those, and
 * stands still while they are set back.
 */
export function createStopwatch(clock: Clock): () => number {
  const { monotonic } = clock;
  if (monotonic !== undefined) return () => monotonic.call(clock);
  let latest = clock.now();
  let setBackMs = 0;
  return () => {
    const now = clock.now();
    setBackMs += Math.max(0, latest - now);
    latest = now;
    return now + setBackMs;
  };
}

/** A clock that stands still until it is told otherwise, and a timer by that clock: a client can share it. */
export interface ManualClock extends Clock {
  /** Milliseconds since the clock was made. */
  monotonic(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Moves the time at once. Who is due wakes, and acts when the caller lets go. */
  advance(milliseconds: number): void;
  /** Lets the time pass: whoever is due acts at its own time, before anybody later. */
  run(milliseconds: number): Promise<void>;
}

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

export function createManualClock(start: number = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let time = start;
  /** In the order in which they are due. */
  let sleepers: Sleeper[] = [];
  const wakeFirst = (endMs: number): boolean => {
    const [first] = sleepers;
    if (first === undefined || first.dueMs > endMs) return false;
    time = Math.max(time, first.dueMs);
    sleepers.shift();
    first.wake();
    return true;
  };
  const add = (sleeper: Sleeper): void => {
    const later = sleepers.findIndex(({ dueMs }) => dueMs > sleeper.dueMs);
    sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper);
  };
  return {
    now: () => time,
    monotonic: () => time - start,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: time + milliseconds, wake };
        add(sleeper);
        signal?.addEventListener("abort", stop, { once: true });
      }),
    advance(milliseconds) {
      const end = time + milliseconds;
      while (wakeFirst(end));
      time = end;
    },
    async run(milliseconds) {
      const end = time + milliseconds;
      while (wakeFirst(end)) await nextTurn();
      time = end;
    },
  };
}
