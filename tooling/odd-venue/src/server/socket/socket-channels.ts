import { randomInt } from "node:crypto";
import type { PaperClient, Subscription } from "@cqvx/mock";
import type { Markets } from "../markets.ts";
import { badParameter } from "../odd-error.ts";
import type { OrderFeed } from "../orders/order-feed.ts";
import { toOrderJson } from "../orders/order-json.ts";
import { type BookFeedParts, openBookFeed } from "./book-feed.ts";

/** The subscriptions of one socket. */
export interface SocketChannels {
  /** Starts a book. Calls `confirm` before the book is pushed. Throws when the market is unknown or subscribed already. */
  openBook(market: string, confirm: () => void): Promise<void>;
  closeBook(market: string): Promise<void>;
  openOrders(): void;
  closeOrders(): void;
}

/** The parts of the exchange that channels read. */
export interface ChannelSources {
  readonly paper: PaperClient;
  readonly markets: Markets;
  readonly orders: OrderFeed;
}

export function createSocketChannels(
  { paper, markets, orders }: ChannelSources,
  { push, signal }: Pick<BookFeedParts, "push" | "signal">,
): SocketChannels {
  const books = new Map<string, Subscription>();
  const sequences = new Map<string, number>();
  let stopOrders: (() => void) | undefined;

  const nextSequence = (symbol: string): number => {
    const next = (sequences.get(symbol) ?? 999 + randomInt(1, 9_000)) + 1;
    sequences.set(symbol, next);
    return next;
  };
  const closeOrders = (): void => {
    stopOrders?.();
    stopOrders = undefined;
  };
  signal.addEventListener("abort", closeOrders);

  return {
    openBook: async (market, confirm) => {
      const symbol = markets.symbolOf(market);
      if (books.has(symbol)) throw badParameter("subscribed already");
      confirm();
      const next = (): number => nextSequence(symbol);
      books.set(symbol, await openBookFeed({ paper, symbol, nextSequence: next, push, signal }));
    },
    closeBook: async (market) => {
      const symbol = markets.symbolOf(market);
      await books.get(symbol)?.close();
      books.delete(symbol);
    },
    openOrders: () => {
      if (stopOrders !== undefined) throw badParameter("subscribed already");
      stopOrders = orders.listen((order) => push({ ch: "orders", order: toOrderJson(order) }));
    },
    closeOrders,
  };
}
