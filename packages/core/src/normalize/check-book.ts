import type { PriceLevel } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { compareDecimals } from "../values/decimal.ts";

/** Checks that both sides have their best price first, and that no bid is above an ask. Throws `MalformedReply`. */
export function checkBook(bids: readonly PriceLevel[], asks: readonly PriceLevel[]): void {
  checkOrder(bids, -1);
  checkOrder(asks, 1);
  const [bestBid] = bids;
  const [bestAsk] = asks;
  if (bestBid && bestAsk && compareDecimals(bestBid.price, bestAsk.price) > 0) {
    throw new MalformedReply("the book is crossed: its best bid is above its best ask", "CROSSED_BOOK");
  }
}

/** Checks the order of prices as doubles, which is enough to detect disorder. The prices themselves stay text. */
function checkOrder(levels: readonly PriceLevel[], direction: 1 | -1): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (const { price } of levels) {
    const rank = Number(price) * direction;
    if (rank < previous)
      throw new MalformedReply("the levels of the book are not in order of price", "UNSORTED_BOOK");
    previous = rank;
  }
}
