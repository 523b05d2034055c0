import type { Order, OrderBook } from "@cqvx/core";
import type { BookView, FeedSource, TradeBatch } from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { createMemoryFeeds } from "../../venue/memory-feeds.ts";
import { createSerialQueue } from "../../venue/serial-queue.ts";
import { ALL_ORDERS, REMEMBERED_TRADES } from "../../venue/stream-facts.ts";
import type { PaperOrder, PaperTrade } from "../account/paper-order.ts";
import type { MarketChange } from "../exchange/changes.ts";
import { toOrder, toTrade } from "./order-messages.ts";

/** The parts of the exchange that streams read. */
export interface StreamedExchange {
  read(symbol: string, depth: number): OrderBook;
  openOrders(): readonly PaperOrder[];
}

/** The streams of the exchange. */
export interface PaperStreams {
  books(symbol: string): FeedSource<BookView>;
  trades(symbol: string): FeedSource<TradeBatch>;
  orders(): FeedSource<readonly Order[]>;
  /** Delivers a change. A change that a handler causes is delivered afterwards. */
  tell(change: MarketChange): void;
  /** Makes the streams stale. They are live again after `resume` was called for every reason. */
  interrupt(reason: Interruption): void;
  resume(reason: Interruption): void;
}

export type Interruption = "connection" | "venue";

export function createPaperStreams({ read, openOrders }: StreamedExchange): PaperStreams {
  const pastTrades = new Map<string, readonly PaperTrade[]>();
  const interruptions = new Set<Interruption>();
  const inOrder = createSerialQueue();

  const viewsOf = (symbol: string): readonly BookView[] => [
    { read: (_symbol, depth) => read(symbol, depth) },
  ];
  const historyOf = (symbol: string): TradeBatch => ({
    trades: (pastTrades.get(symbol) ?? []).map(toTrade),
    isHistory: true,
  });
  const feeds = {
    books: createMemoryFeeds<BookView>({ first: viewsOf, afterInterruption: viewsOf }),
    trades: createMemoryFeeds<TradeBatch>({
      first: (symbol) => [historyOf(symbol)],
      afterInterruption: (_symbol, missed) => missed,
    }),
    orders: createMemoryFeeds<readonly Order[]>({
      first: () => [openOrders().map(toOrder)],
      afterInterruption: (_key, missed) => [[...missed.flat().filter(isFinal), ...openOrders().map(toOrder)]],
    }),
  };
  const all = [feeds.books, feeds.trades, feeds.orders];

  const deliver = ({ symbol, isBookChanged, trades, orders }: MarketChange): void => {
    pastTrades.set(symbol, [...(pastTrades.get(symbol) ?? []), ...trades].slice(-REMEMBERED_TRADES));
    if (isBookChanged) for (const view of viewsOf(symbol)) feeds.books.push(symbol, view);
    if (trades.length > 0) feeds.trades.push(symbol, { trades: trades.map(toTrade), isHistory: false });
    if (orders.length > 0) feeds.orders.push(ALL_ORDERS, orders.map(toOrder));
  };

  return {
    books: (symbol) => ({ pool: feeds.books.pool, key: symbol }),
    trades: (symbol) => ({ pool: feeds.trades.pool, key: symbol }),
    orders: () => ({ pool: feeds.orders.pool, key: ALL_ORDERS }),
    tell: (change) => inOrder(() => deliver(change)),
    interrupt: (reason) => {
      interruptions.add(reason);
      for (const each of all) each.interrupt();
    },
    resume: (reason) => {
      const wasInterrupted = interruptions.delete(reason);
      if (wasInterrupted && interruptions.size === 0) for (const each of all) each.resume();
    },
  };
}
