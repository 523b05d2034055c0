import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";

/** The sandbox's source of time: milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Milliseconds since any moment, with fractions if the clock has them. They never go back. */
  monotonic?(): number;
}

/** The sandbox's way to wait, for slow faults and for timed stream messages. */
export interface Timer {
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemTimer: Timer = {
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** Returns the timer of a clock: its own if it has one, else the system's. */
export function timerOf(clock: Clock & Partial<Timer>): Timer {
  return hasTimer(clock) ? clock : systemTimer;
}

function hasTimer(clock: Clock & Partial<Timer>): clock is Clock & Timer {
  return clock.sleep !== undefined;
}

/**
 * Creates a reader of milliseconds that never go back, with the clock's full precision. A clock with only `now` stands
 * still while it is set back.
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

/** A clock that moves only when a test moves it, and a timer on that clock. A client can share it. */
export interface ManualClock extends Clock {
  /** Milliseconds since the clock was created. */
  monotonic(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Moves the time in one jump. Due sleepers are resolved, and continue after the caller returns to the event loop. */
  advance(milliseconds: number): void;
  /** Moves the time step by step. Each sleeper continues at its own due time, before any later one. */
  run(milliseconds: number): Promise<void>;
}

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

export function createManualClock(start: number = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let time = start;
  /** Sleepers in the order of their due times. */
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
