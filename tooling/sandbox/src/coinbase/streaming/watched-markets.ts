import type { Cancel, Scheduler } from "../../time/scheduler.ts";
import { MARKET_HOST, type Session } from "./channels/channel.ts";
import { LEVEL2 } from "./channels/level2.ts";
import { MARKET_TRADES } from "./channels/market-trades.ts";
import { TICKER } from "./channels/ticker.ts";

const MOVING_CHANNELS = [LEVEL2, MARKET_TRADES, TICKER];

/** Lets the markets that somebody looks at move by themselves. */
export interface Movement {
  update(sessions: readonly Session[]): void;
}

export function createMovement(
  scheduler: Scheduler,
  ticksPerSecond: number,
  step: (bookId: string) => void,
): Movement {
  let bookIds: readonly string[] = [];
  let cancel: Cancel | undefined;
  const tick = () => {
    for (const bookId of bookIds) step(bookId);
  };
  return {
    update(sessions) {
      const watching = sessions.filter(({ host }) => MARKET_HOST.includes(host));
      const watched = watching.flatMap(({ subscriptions }) =>
        MOVING_CHANNELS.flatMap((channel) => subscriptions.idsOf(channel)),
      );
      bookIds = [...new Set(watched)];
      const isMoving = ticksPerSecond > 0 && bookIds.length > 0;
      if (isMoving) cancel ??= scheduler.every(1_000 / ticksPerSecond, tick);
      else {
        cancel?.();
        cancel = undefined;
      }
    },
  };
}
