import { nextTurn } from "../next-turn.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

/** The turns of the event loop in which due timers and their consequences settle. */
const TURNS = 4;

/** A manual clock that can also move from one timer to the next by itself. */
export interface PassingClock extends ManualClock {
  /** Lets time pass until `work` has settled, and no longer. */
  settle<Result>(work: Promise<Result>): Promise<Result>;
}

export function createPassingClock(): PassingClock {
  const clock = createManualClock();
  const sleepers = new Set<{ readonly dueMs: number }>();
  return {
    ...clock,
    sleep: async (ms, signal) => {
      const sleeper = { dueMs: clock.monotonic() + ms };
      sleepers.add(sleeper);
      try {
        await clock.sleep(ms, signal);
      } finally {
        sleepers.delete(sleeper);
      }
    },
    settle: async (work) => {
      let isSettled = false;
      const end = (): void => {
        isSettled = true;
      };
      work.then(end, end);
      for (;;) {
        for (let turn = 0; turn < TURNS && !isSettled; turn += 1) await nextTurn();
        if (isSettled) return work;
        const nextMs = Math.min(...[...sleepers].map(({ dueMs }) => dueMs));
        if (!Number.isFinite(nextMs))
          throw new Error("nothing is due any more, and the work has not settled");
        await clock.advance(Math.max(nextMs - clock.monotonic(), 0));
      }
    },
  };
}
