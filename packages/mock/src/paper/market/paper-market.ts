import type { OrderBook, Product } from "@cqvx/core";
import { OrderSide, timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { add, times } from "./amounts.ts";
import { createOfferBook, type OfferBook } from "./offer-book.ts";
import type { PaperBook } from "./paper-book.ts";

/** One symbol: its rules, its offers, and where its price is. */
export interface PaperMarket {
  readonly product: Product;
  readonly book: OfferBook;
  /** The ids of stop orders that wait, oldest first. */
  readonly stops: Set<string>;
  /** Of the last trade, or where the market was moved to; at first the middle of the book. Undefined while nobody offered. */
  lastPrice(): string | undefined;
  reach(price: string): void;
  /** The prices that were reached since the stops were looked at: the last one at least. */
  reached(): readonly string[];
  /** Stops have been looked at. */
  forgetReached(): void;
  /** Counts one change of the book. */
  publish(timeMs: number): void;
  /** A message of the reader's own. */
  read(depth: number): OrderBook;
}

export function createPaperMarket(
  product: Product,
  others: PaperBook,
  startMs: number,
  noteChange: () => void,
): PaperMarket {
  const { symbol } = product;
  const book = createOfferBook(others, noteChange);
  let lastPrice = middleOf(book);
  let reached: string[] = [];
  let sequence = 1;
  let changedMs = startMs;
  return {
    product,
    book,
    stops: new Set(),
    lastPrice: () => lastPrice,
    reach: (price) => {
      lastPrice = price;
      reached.push(price);
    },
    reached: () => (reached.length > 0 || lastPrice === undefined ? reached : [lastPrice]),
    forgetReached: () => {
      reached = [];
    },
    publish: (timeMs) => {
      sequence += 1;
      changedMs = timeMs;
    },
    read: (depth) => ({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol,
      bids: book.levels(OrderSide.BUY, depth),
      asks: book.levels(OrderSide.SELL, depth),
      sequence: String(sequence),
      timestamp: timestampFromMilliseconds(changedMs),
      indicative: false,
    }),
  };
}

/** Halfway between the best that others bid and ask; the best of the only side that there is. */
export function middleOf(book: OfferBook): string | undefined {
  const [bid, ask] = [book.bestOfOthers(OrderSide.BUY), book.bestOfOthers(OrderSide.SELL)];
  return bid === undefined || ask === undefined ? (bid ?? ask) : times(add(bid, ask), "0.5");
}
