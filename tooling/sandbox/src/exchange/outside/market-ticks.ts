import type { Cancel, Scheduler } from "../../time/scheduler.ts";

/** Moves the watched markets by themselves, at a steady rate. */
export interface MarketTicks {
  /** Sets the watched books by id. Without any, the timer stops. */
  watch(bookIds: readonly string[]): void;
}

/** Creates ticks that call `step` for each watched book, `ticksPerSecond` times a second; 0 means never. */
export function createMarketTicks(
  scheduler: Scheduler,
  ticksPerSecond: number,
  step: (bookId: string) => void,
): MarketTicks {
  let watched: readonly string[] = [];
  let cancel: Cancel | undefined;
  const tick = () => {
    for (const bookId of watched) step(bookId);
  };
  return {
    watch(bookIds) {
      watched = bookIds;
      const isMoving = ticksPerSecond > 0 && bookIds.length > 0;
      if (isMoving) cancel ??= scheduler.every(1_000 / ticksPerSecond, tick);
      else {
        cancel?.();
        cancel = undefined;
      }
    },
  };
}
