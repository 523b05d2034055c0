import type { Clock } from "@cqvx/core";
import { nextTurn } from "@cqvx/core/in-memory";

/** 2026-01-05T12:00:00Z. */
export const START_MS = 1_767_614_400_000;

/** A clock that moves only when the test advances it. */
export interface ManualClock extends Clock {
  /**
   * Advances the clock by `ms` milliseconds. Wakes each sleeper at its own due time, in order of time, and resolves after
   * the last one has run. Calls that overlap run one after the other.
   */
  advance(ms: number): Promise<void>;
  /** Returns the number of pending sleeps. */
  timers(): number;
}

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

/** Creates a clock for tests. A client with this clock waits for latencies and timeouts until the test advances the clock. */
export function createManualClock(startMs: number = START_MS): ManualClock {
  if (!Number.isFinite(startMs)) throw new RangeError("a clock starts at a number of epoch milliseconds");
  const sleepers = new Set<Sleeper>();
  let elapsedMs = 0;
  let advanced: Promise<void> = Promise.resolve();

  const firstDue = (endMs: number): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.dueMs <= endMs && (first === undefined || sleeper.dueMs < first.dueMs)) first = sleeper;
    }
    return first;
  };
  const pass = async (ms: number): Promise<void> => {
    const endMs = elapsedMs + ms;
    // Let work that is about to sleep reach its sleep first.
    await nextTurn();
    for (let due = firstDue(endMs); due !== undefined; due = firstDue(endMs)) {
      elapsedMs = Math.max(elapsedMs, due.dueMs);
      due.wake();
      await nextTurn();
    }
    elapsedMs = endMs;
  };

  return {
    now: () => startMs + elapsedMs,
    monotonic: () => elapsedMs,
    timers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          dueMs: elapsedMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", stop, { once: true });
      }),
    advance: (ms) => {
      if (!(ms >= 0 && Number.isFinite(ms)))
        throw new RangeError("a clock advances by milliseconds from zero");
      advanced = advanced.then(() => pass(ms));
      return advanced;
    },
  };
}
