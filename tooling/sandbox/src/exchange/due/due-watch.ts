import type { Cancel, Scheduler } from "../../time/scheduler.ts";
import type { VenueState } from "../exchange.ts";
import { nextDueMs } from "./due-actions.ts";

/** Somebody who listens is to hear of what comes due without anybody asking: expiries, and orders that take their time. */
export interface DueWatch {
  update(isWatched: boolean): void;
}

export function createDueWatch(state: VenueState, scheduler: Scheduler, settle: () => void): DueWatch {
  let watchedMs: number | undefined;
  let cancel: Cancel = () => undefined;
  return {
    update(isWatched) {
      const dueMs = isWatched ? nextDueMs(state) : undefined;
      if (dueMs === watchedMs) return;
      cancel();
      watchedMs = dueMs;
      if (dueMs === undefined) return;
      cancel = scheduler.after(Math.max(0, dueMs - state.clock.now()), () => {
        watchedMs = undefined;
        settle();
      });
    },
  };
}
