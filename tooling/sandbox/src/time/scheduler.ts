import type { Timer } from "./clock.ts";

/** Cancels a scheduled action. */
export type Cancel = () => void;

/** Runs actions later, on the sandbox's timer. */
export interface Scheduler {
  /** Runs an action once, after the given milliseconds. */
  after(milliseconds: number, act: () => void): Cancel;
  /** Runs an action repeatedly. A late action runs once, and missed runs are skipped. */
  every(milliseconds: number, act: () => void): Cancel;
}

export function createScheduler(timer: Timer): Scheduler {
  const after: Scheduler["after"] = (milliseconds, act) => {
    const cancelled = new AbortController();
    void timer.sleep(milliseconds, cancelled.signal).then(
      () => {
        if (!cancelled.signal.aborted) act();
      },
      () => undefined,
    );
    return () => cancelled.abort();
  };
  return {
    after,
    every(milliseconds, act) {
      let cancel: Cancel = () => undefined;
      const start = () => {
        cancel = after(milliseconds, () => {
          start();
          act();
        });
      };
      start();
      return () => cancel();
    },
  };
}
