import {
  type CheckedOrder,
  isLess,
  OrderSide,
  TimeInForce,
  timestampToMilliseconds,
} from "@cqvx/core/in-memory";
import { add, cutQuotient } from "../market/amounts.ts";
import { buys, type Match, match, type Size } from "../market/matching.ts";
import { oppositeOf } from "../market/offer-book.ts";
import type { PaperMarket } from "../market/paper-market.ts";
import type { Amount } from "./paper-account.ts";
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

/**
 * The size to be worked. An amount of the quote is a quantity where the order has a price; what a market order spends has its
 * fee in it.
 */
export function sizeOf(order: CheckedOrder, increment: string, { taker }: FeeRates): Size {
  const { side, quantity, quoteQuantity = "0", price } = order;
  if (quantity !== undefined) return { asset: "base", amount: quantity };
  if (price !== undefined) return { asset: "base", amount: buys(quoteQuantity, price, increment) };
  const amount = side === OrderSide.BUY ? cutQuotient(quoteQuantity, add("1", taker)) : quoteQuantity;
  return { asset: "quote", amount };
}

/** Whether a price was reached that is at the stop price or beyond it. */
export function isStopReached({ terms: { side, stopPrice } }: PaperOrder, { reached }: PaperMarket): boolean {
  if (stopPrice === undefined) return false;
  return reached().some((price) =>
    side === OrderSide.BUY ? !isLess(price, stopPrice) : !isLess(stopPrice, price),
  );
}

/** Epoch milliseconds; never, for an order without an end. */
export function expiryOf({ terms: { expireTime } }: PaperOrder): number {
  return expireTime === undefined ? Number.POSITIVE_INFINITY : timestampToMilliseconds(expireTime);
}
