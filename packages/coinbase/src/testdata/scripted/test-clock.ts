import type { Clock } from "@cqvx/core";

/** 2026-01-01T00:00:00Z. */
export const START_MS = 1_767_225_600_000;

/** The limit between pauses and deadlines, in milliseconds. Shorter sleeps are pauses between lookups. */
const LONGEST_PAUSE_MS = 1_000;

/** A manual clock. A pause ends at once and moves the clock. A deadline ends when the clock reaches it. */
export interface TestClock extends Clock {
  /** All pauses so far, in milliseconds. */
  readonly pauses: readonly number[];
  /** Moves the clock and ends the deadlines that it reaches. */
  advance(ms: number): void;
}

export function createTestClock(): TestClock {
  const pauses: number[] = [];
  const deadlines = new Set<{ readonly dueMs: number; readonly end: () => void }>();
  let elapsedMs = 0;
  const advance = (ms: number): void => {
    elapsedMs += ms;
    for (const deadline of deadlines) if (deadline.dueMs <= elapsedMs) deadline.end();
  };
  /** Moves the clock from deadline to deadline. A deadline may abort the pause. */
  const pause = async (untilMs: number, signal: AbortSignal | undefined): Promise<void> => {
    while (elapsedMs < untilMs) {
      const stops = [...deadlines].map(({ dueMs }) => dueMs).filter((dueMs) => dueMs > elapsedMs);
      advance(Math.min(untilMs, ...stops) - elapsedMs);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  };
  return {
    pauses,
    advance,
    now: () => START_MS + elapsedMs,
    monotonic: () => elapsedMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms < LONGEST_PAUSE_MS) {
        pauses.push(ms);
        await pause(elapsedMs + ms, signal);
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const deadline = { dueMs: elapsedMs + ms, end: resolve };
        deadlines.add(deadline);
        signal?.addEventListener("abort", () => {
          deadlines.delete(deadline);
          reject(signal.reason);
        });
      });
    },
  };
}
