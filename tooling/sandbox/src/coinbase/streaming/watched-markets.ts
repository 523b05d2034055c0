import { MARKET_HOST, type Session } from "./channels/channel.ts";
import { LEVEL2 } from "./channels/level2.ts";
import { MARKET_TRADES } from "./channels/market-trades.ts";
import { TICKER } from "./channels/ticker.ts";

const MARKET_CHANNELS = [LEVEL2, MARKET_TRADES, TICKER];

/** Returns the ids of the books that some session follows through a market channel. */
export function watchedBooks(sessions: readonly Session[]): string[] {
  const watching = sessions.filter(({ host }) => MARKET_HOST.includes(host));
  const watched = watching.flatMap(({ subscriptions }) =>
    MARKET_CHANNELS.flatMap((channel) => subscriptions.idsOf(channel)),
  );
  return [...new Set(watched)];
}
