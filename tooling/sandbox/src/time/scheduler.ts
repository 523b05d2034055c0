import type { Timer } from "./clock.ts";

/** Ends what was scheduled; nothing is left behind. */
export type Cancel = () => void;

/** Acts later, by a sandbox's timer. */
export interface Scheduler {
  /** Once, so many milliseconds from now. */
  after(milliseconds: number, act: () => void): Cancel;
  /** Again and again. One that is late acts once: what it has missed is gone. */
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
