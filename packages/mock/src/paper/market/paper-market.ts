import type { OrderBook, Product } from "@cqvx/core";
import { OrderSide, timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { add, times } from "./amounts.ts";
import { createOfferBook, type OfferBook } from "./offer-book.ts";
import type { PaperBook } from "./paper-book.ts";

/** The market of one symbol: its rules, its offers and its price. */
export interface PaperMarket {
  readonly product: Product;
  readonly book: OfferBook;
  /** The ids of waiting stop orders, oldest first. */
  readonly stops: Set<string>;
  /** Returns the price of the last trade or market move; at first the middle of the book. Undefined for an empty market. */
  lastPrice(): string | undefined;
  reach(price: string): void;
  /** Returns the prices since the last check of the stops, or the last price when there are none. */
  reached(): readonly string[];
  /** Clears the reached prices after a check of the stops. */
  forgetReached(): void;
  /** Gives the book its next sequence number and a new time. */
  publish(timeMs: number): void;
  /** Returns a new book message with at most `depth` levels a side. */
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

/** Returns the middle between the best bid and ask of other traders. With one side only, its best price. */
export function middleOf(book: OfferBook): string | undefined {
  const [bid, ask] = [book.bestOfOthers(OrderSide.BUY), book.bestOfOthers(OrderSide.SELL)];
  return bid === undefined || ask === undefined ? (bid ?? ask) : times(add(bid, ask), "0.5");
}
