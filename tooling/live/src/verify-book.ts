import type { OrderBook, PriceLevel } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** Throws when a book is of another market, has an empty side, is unsorted or crossed, or has too many levels. */
export function verifyBook(
  { symbol, bids, asks }: OrderBook,
  wanted: { readonly symbol: string; readonly depth: number },
): void {
  if (symbol !== wanted.symbol) throw new CheckFailure("the book is of another market");
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) throw new CheckFailure("a side of the book is empty");
  if (Math.max(bids.length, asks.length) > wanted.depth) {
    throw new CheckFailure(`more levels a side than the requested ${wanted.depth}`);
  }
  if (!isSorted(bids, -1) || !isSorted(asks, 1)) throw new CheckFailure("the levels are not sorted by price");
  if (Number(bid.price) > Number(ask.price)) throw new CheckFailure("the best bid is above the best ask");
}

/** True when the prices rise in this direction. Doubles are precise enough here. NaN counts as unsorted. */
function isSorted(levels: readonly PriceLevel[], direction: 1 | -1): boolean {
  const ranks = levels.map(({ price }) => Number(price) * direction);
  return ranks.every((rank, index) => rank > (ranks[index - 1] ?? Number.NEGATIVE_INFINITY));
}
