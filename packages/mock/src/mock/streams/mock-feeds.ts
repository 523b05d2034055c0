import type { Order, OrderBook } from "@cqvx/core";
import type { BookView, TradeBatch } from "@cqvx/core/in-memory";
import { cutTo } from "../../builders/build-order-book.ts";
import { isFinal } from "../../venue/is-final.ts";
import { createMemoryFeeds, type MemoryFeeds } from "../../venue/memory-feeds.ts";
import type { StreamMemory } from "./stream-memory.ts";

/** The feeds of each stream of a mock. */
export interface MockFeeds {
  readonly orderBook: MemoryFeeds<BookView>;
  readonly trades: MemoryFeeds<TradeBatch>;
  readonly orders: MemoryFeeds<readonly Order[]>;
}

export function createMockFeeds(memory: StreamMemory): MockFeeds {
  const viewsOf = (symbol: string): BookView[] => {
    const book = memory.book(symbol);
    return book === undefined ? [] : [viewOf(book)];
  };
  return {
    orderBook: createMemoryFeeds({ first: viewsOf, afterInterruption: viewsOf }),
    trades: createMemoryFeeds({
      first: (symbol) => [{ trades: memory.trades(symbol), isHistory: true }],
      afterInterruption: (_symbol, missed) => missed,
    }),
    orders: createMemoryFeeds({
      first: () => [memory.openOrders()],
      afterInterruption: (_key, missed) => {
        // The last final state of each order.
        const ended = new Map(
          missed
            .flat()
            .filter(isFinal)
            .map((order) => [order.orderId, order]),
        );
        return [[...memory.openOrders(), ...ended.values()]];
      },
    }),
  };
}

/** Creates a view that copies a book for each subscriber, with the symbol and depth of the subscription. */
export function viewOf(book: OrderBook): BookView {
  return { read: (symbol, depth) => ({ ...cutTo(depth, book), symbol }) };
}
