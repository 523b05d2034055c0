import type { OrderBook, Price, PriceLevel } from "../cqc/messages.ts";
import type { JsonObject } from "../values/json-object.ts";
import { withPresent } from "../values/with-present.ts";
import { checkBook } from "./check-book.ts";

/** A venue's names for the price and the quantity of a level. */
export interface LevelNames {
  readonly price: string;
  readonly quantity: string;
}

/** Reads a book whose levels are objects, and checks it with `checkBook`. */
export function readBook(book: JsonObject, symbol: string, depth: number, names: LevelNames): OrderBook {
  const bids = readLevels(book, "bids", depth, names);
  const asks = readLevels(book, "asks", depth, names);
  checkBook(bids, asks);
  return { $typeName: "cqc.markets.v1.OrderBook", symbol, bids, asks, indicative: false };
}

/** Reads a list of levels and returns the first `depth` of them. */
export function readLevels(
  book: JsonObject,
  list: string,
  depth: number,
  { price, quantity }: LevelNames,
): PriceLevel[] {
  const levels = book.list(list).map(
    (level): PriceLevel => ({
      $typeName: "cqc.markets.v1.PriceLevel",
      price: level.requiredDecimal(price),
      quantity: level.requiredDecimal(quantity),
    }),
  );
  return levels.length > depth ? levels.slice(0, depth) : levels;
}

/** Returns the best prices of a market. An empty side has no fields. */
export function topOfBook(symbol: string, bid: PriceLevel | undefined, ask: PriceLevel | undefined): Price {
  return withPresent<Price>(
    { $typeName: "cqc.markets.v1.Price", symbol },
    { bid: bid?.price, bidQuantity: bid?.quantity, ask: ask?.price, askQuantity: ask?.quantity },
  );
}
