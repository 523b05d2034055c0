import { readAttemptFailure, startAttempt } from "../attempt.ts";
import type { VenueCall } from "../venue-call.ts";

/** Runs work with the same key one after the other, first come first served. */
export interface Turns {
  /** Waits for its turn within the call's deadline, then runs `work`. */
  take<Result>(key: string, call: VenueCall, work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  const latest = new Map<string, Promise<void>>();
  return {
    take: async (key, call, work) => {
      const before = latest.get(key);
      let finish: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        finish = resolve;
      });
      // A turn whose caller gave up still waits for the turns before it.
      const over = Promise.all([before, turn]).then(() => {});
      latest.set(key, over);
      try {
        if (before !== undefined) await awaitTurn(before, call);
        return await work();
      } finally {
        finish();
        void over.then(() => {
          if (latest.get(key) === over) latest.delete(key);
        });
      }
    },
  };
}

async function awaitTurn(before: Promise<void>, call: VenueCall): Promise<void> {
  try {
    await call.deadline.race(before);
  } catch (error) {
    throw readAttemptFailure(error, startAttempt(call, undefined));
  }
}
