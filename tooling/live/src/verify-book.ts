import type { OrderBook, PriceLevel } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** Throws when a book is not one that somebody could trade on: of this market, filled, in order, not crossed, not too deep. */
export function verifyBook(
  { symbol, bids, asks }: OrderBook,
  wanted: { readonly symbol: string; readonly depth: number },
): void {
  if (symbol !== wanted.symbol) throw new CheckFailure("the book is of another market");
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) throw new CheckFailure("a side of the book is empty");
  if (Math.max(bids.length, asks.length) > wanted.depth) {
    throw new CheckFailure(`more levels a side than the ${wanted.depth} that were wanted`);
  }
  if (!isSorted(bids, -1) || !isSorted(asks, 1))
    throw new CheckFailure("the levels are not in order of price");
  if (Number(bid.price) > Number(ask.price)) throw new CheckFailure("the best bid is above the best ask");
}

/** To see disorder, doubles are enough. What is not a number is not in order either. */
function isSorted(levels: readonly PriceLevel[], direction: 1 | -1): boolean {
  const ranks = levels.map(({ price }) => Number(price) * direction);
  return ranks.every((rank, index) => rank > (ranks[index - 1] ?? Number.NEGATIVE_INFINITY));
}
