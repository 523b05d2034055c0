import type { Product } from "@cqvx/core";
import { isZero, locateOnGrid, OrderSide } from "@cqvx/core/in-memory";
import { createSeededRandom, type SeededRandom } from "../../venue/seeded-random.ts";
import { add, subtract, times } from "./amounts.ts";
import type { PaperBook, PaperLevel } from "./paper-book.ts";

/** What is traded where nobody said, and around which price. */
export const DEFAULT_PRICES: Readonly<Record<string, string>> = { "BTC-USD": "50000", "ETH-USD": "2500" };

const LEVELS = 20;

/** Increments from one level to the next. */
const WIDEST_GAP = 50;

/** A book of others around the default price of a symbol. */
export function createDefaultBook(product: Product, seed: number): PaperBook {
  const { symbol, priceIncrement = "0" } = product;
  const random = createSeededRandom(seed, `book of ${symbol}`);
  const middle = locateOnGrid(DEFAULT_PRICES[symbol] ?? "0", priceIncrement).below;
  const levelsOf = (side: OrderSide): readonly PaperLevel[] => {
    let price = middle;
    return Array.from({ length: LEVELS }, () => {
      price = awayFrom(price, side, priceIncrement, random.integer(1, WIDEST_GAP));
      return { price, quantity: seededQuantity(product, random) };
    }).filter(isPriced);
  };
  return { bids: levelsOf(OrderSide.BUY), asks: levelsOf(OrderSide.SELL) };
}

/** A price so many increments worse for whoever trades with that side. */
export function awayFrom(price: string, side: OrderSide, increment: string, count: number): string {
  const distance = times(increment, String(count));
  return side === OrderSide.BUY ? subtract(price, distance) : add(price, distance);
}

/** An amount between 0.01 and 3, on the grid. */
export function seededQuantity({ quantityIncrement = "0" }: Product, random: SeededRandom): string {
  return locateOnGrid(times("0.01", String(random.integer(1, 300))), quantityIncrement).above;
}

/** Whether a level is where prices can be. */
export function isPriced({ price }: PaperLevel): boolean {
  return !price.startsWith("-") && !isZero(price);
}
