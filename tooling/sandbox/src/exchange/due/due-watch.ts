import type { Cancel, Scheduler } from "../../time/scheduler.ts";
import type { Exchange } from "../exchange.ts";
import { nextDueMs } from "./due-actions.ts";

/** Runs due actions by a timer while somebody listens, so that a listener sees them without any request. */
export interface DueWatch {
  /** Schedules the next due action, or cancels the timer when nobody listens. */
  update(isWatched: boolean): void;
}

export function createDueWatch(exchange: Exchange, scheduler: Scheduler, runDue: () => void): DueWatch {
  let watchedMs: number | undefined;
  let cancel: Cancel = () => undefined;
  return {
    update(isWatched) {
      const dueMs = isWatched ? nextDueMs(exchange) : undefined;
      if (dueMs === watchedMs) return;
      cancel();
      watchedMs = dueMs;
      if (dueMs === undefined) return;
      cancel = scheduler.after(Math.max(0, dueMs - exchange.clock.now()), () => {
        watchedMs = undefined;
        runDue();
      });
    },
  };
}
