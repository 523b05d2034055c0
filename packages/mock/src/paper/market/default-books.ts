import type { Product } from "@cqvx/core";
import { isZero, locateOnGrid, OrderSide } from "@cqvx/core/in-memory";
import { createSeededRandom, type SeededRandom } from "../../venue/seeded-random.ts";
import { add, subtract, times } from "./amounts.ts";
import type { PaperBook, PaperLevel } from "./paper-book.ts";

/** The default symbols and the middle prices of their books. */
export const DEFAULT_PRICES: Readonly<Record<string, string>> = { "BTC-USD": "50000", "ETH-USD": "2500" };

const LEVELS = 20;

/** The largest distance between two levels, in price increments. */
const WIDEST_GAP = 50;

/** Creates the default book of a symbol: offers of other traders around its default price. */
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

/** Moves a price by `count` increments away from the middle: down for buys, up for sells. */
export function awayFrom(price: string, side: OrderSide, increment: string, count: number): string {
  const distance = times(increment, String(count));
  return side === OrderSide.BUY ? subtract(price, distance) : add(price, distance);
}

/** Draws a quantity between 0.01 and 3 that is a multiple of the product's increment. */
export function seededQuantity({ quantityIncrement = "0" }: Product, random: SeededRandom): string {
  return locateOnGrid(times("0.01", String(random.integer(1, 300))), quantityIncrement).above;
}

/** True when the price of a level is above zero. */
export function isPriced({ price }: PaperLevel): boolean {
  return !price.startsWith("-") && !isZero(price);
}
