import type { Market } from "../../../exchange/market/market.ts";
import type { PublicTrade } from "../../../exchange/market/public-trade.ts";
import { plain } from "../../../numbers/decimal.ts";
import type { Cancel, Scheduler } from "../../../time/scheduler.ts";
import { toCoinbaseSide } from "../../wire/side.ts";
import { booksOf, type Channel, MARKET_HOST, type Session } from "./channel.ts";

export const MARKET_TRADES = "market_trades";

const BATCH_MS = 250;
const SNAPSHOT_TRADES = 100;

/** The trades that a connection has not received yet, by book. */
interface Batch {
  readonly trades: Map<string, PublicTrade[]>;
  readonly cancel: Cancel;
}

/** Sends the last trades first, then batches of a quarter of a second, each newest first. */
export function createMarketTrades(marketOf: (bookId: string) => Market, scheduler: Scheduler): Channel {
  const batches = new Map<Session, Batch>();
  const send = (session: Session, { trades }: Batch): void => {
    batches.delete(session);
    for (const [bookId, batch] of trades) {
      if (session.subscriptions.has(MARKET_TRADES, bookId)) {
        session.send(MARKET_TRADES, eventJson("update", bookId, batch));
      }
    }
  };
  const openBatch = (session: Session): Batch => {
    const batch: Batch = {
      trades: new Map(),
      cancel: scheduler.after(BATCH_MS, () => send(session, batch)),
    };
    batches.set(session, batch);
    return batch;
  };
  return {
    hosts: MARKET_HOST,
    isPrivate: false,
    idsOf: booksOf,
    start(session, bookIds) {
      for (const bookId of bookIds) {
        const recent = marketOf(bookId).trades.slice(-SNAPSHOT_TRADES);
        session.send(MARKET_TRADES, eventJson("snapshot", bookId, recent));
      }
    },
    stop(session) {
      batches.get(session)?.cancel();
      batches.delete(session);
    },
    publish({ trades }, sessions) {
      for (const [bookId, traded] of trades) {
        for (const session of sessions) {
          if (!session.subscriptions.has(MARKET_TRADES, bookId)) continue;
          const batch = batches.get(session) ?? openBatch(session);
          batch.trades.set(bookId, [...(batch.trades.get(bookId) ?? []), ...traded]);
        }
      }
    },
  };
}

/** Writes trades, newest first. `side` is the side of the maker, as in all of Coinbase's public trades. */
function eventJson(type: string, bookId: string, trades: readonly PublicTrade[]): string {
  const newestFirst = trades.toReversed().map(({ tradeId, price, size, makerSide, timeMs }) => ({
    trade_id: tradeId,
    product_id: bookId,
    price: plain(price),
    size: plain(size),
    side: toCoinbaseSide(makerSide),
    time: new Date(timeMs).toISOString(),
  }));
  return JSON.stringify([{ type, trades: newestFirst }]);
}
