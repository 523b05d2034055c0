import {
  type CheckedOrder,
  isLess,
  OrderSide,
  TimeInForce,
  timestampToMilliseconds,
} from "@cqvx/core/in-memory";
import { buys, type Match, match, type Size } from "./matching.ts";
import { oppositeOf } from "./offer-book.ts";
import type { Amount } from "./paper-account.ts";
import type { PaperMarket } from "./paper-market.ts";
import { type FeeRates, lockedFor, type PaperOrder, withFee } from "./paper-order.ts";

/** What an order would do at once. One that is all or nothing does nothing when it cannot do all. */
export function matchOf({ terms, rest }: PaperOrder, { book, product }: PaperMarket): Match {
  const { side, price: limit } = terms;
  const { quantityIncrement = "0" } = product;
  const taker = { side, size: rest, isOwn: true, limit, quantityIncrement };
  const found = match(book.offers(oppositeOf(side)), taker);
  const isKilled = terms.timeInForce === TimeInForce.FOK && !found.isWhole;
  return isKilled ? { ...found, takes: [], inTheWay: [], quantity: "0", worth: "0" } : found;
}

/** What has to be there for an order: what it locks, or what it takes at once where it has no price. */
export function costOf(order: PaperOrder, { quantity, worth }: Match, rates: FeeRates): Amount {
  const { terms, baseAsset, quoteAsset } = order;
  if (terms.price !== undefined) return lockedFor(order, rates);
  return terms.side === OrderSide.SELL
    ? { asset: baseAsset, amount: quantity }
    : { asset: quoteAsset, amount: withFee(worth, rates.taker) };
}

/** The size to be worked: an amount of the quote is a quantity where the order has a price. */
export function sizeOf({ quantity, quoteQuantity = "0", price }: CheckedOrder, increment: string): Size {
  if (quantity !== undefined) return { asset: "base", amount: quantity };
  if (price === undefined) return { asset: "quote", amount: quoteQuantity };
  return { asset: "base", amount: buys(quoteQuantity, price, increment) };
}

/** Whether the last price is at the stop price or beyond it. */
export function isStopReached(
  { terms: { side, stopPrice } }: PaperOrder,
  { lastPrice }: PaperMarket,
): boolean {
  const last = lastPrice();
  if (stopPrice === undefined || last === undefined) return false;
  return side === OrderSide.BUY ? !isLess(last, stopPrice) : !isLess(stopPrice, last);
}

/** Epoch milliseconds; never, for an order without an end. */
export function expiryOf({ terms: { expireTime } }: PaperOrder): number {
  return expireTime === undefined ? Number.POSITIVE_INFINITY : timestampToMilliseconds(expireTime);
}
