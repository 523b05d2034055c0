import type { Clock } from "../../contract/runtime.ts";
import { nextTurn } from "../next-turn.ts";

/** 2026-01-01T00:00:00Z. */
export const START_MS = 1_767_225_600_000;

/** A clock that moves only on demand. */
export interface ManualClock extends Clock {
  /** Counts the running timers: sleeps that have neither ended nor been aborted. */
  timers(): number;
  /** Moves the time, wakes the sleeps that are due and lets their callers react. */
  advance(ms: number): Promise<void>;
}

export function createManualClock(): ManualClock {
  const sleepers = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  let elapsedMs = 0;
  return {
    now: () => START_MS + elapsedMs,
    monotonic: () => elapsedMs,
    timers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { dueMs: elapsedMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    advance: async (ms) => {
      elapsedMs += ms;
      for (const sleeper of [...sleepers].filter(({ dueMs }) => dueMs <= elapsedMs)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await nextTurn();
    },
  };
}
