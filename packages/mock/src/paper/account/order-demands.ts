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

/** Matches an order with the current book. A FOK order that cannot fill completely takes nothing. */
export function matchOf({ terms, rest }: PaperOrder, { book, product }: PaperMarket): Match {
  const { side, price: limit } = terms;
  const { quantityIncrement = "0" } = product;
  const taker = { side, size: rest, isOwn: true, limit, quantityIncrement };
  const found = match(book.offers(oppositeOf(side)), taker);
  const isKilled = terms.timeInForce === TimeInForce.FOK && !found.isWhole;
  return isKilled ? { ...found, takes: [], inTheWay: [], quantity: "0", worth: "0" } : found;
}

/** Returns the amount that the account needs for an order: the locked amount, or the immediate cost of an order without a price. */
export function costOf(order: PaperOrder, { quantity, worth }: Match, rates: FeeRates): Amount {
  const { terms, baseAsset, quoteAsset } = order;
  if (terms.price !== undefined) return lockedFor(order, rates);
  return terms.side === OrderSide.SELL
    ? { asset: baseAsset, amount: quantity }
    : { asset: quoteAsset, amount: withFee(worth, rates.taker) };
}

/**
 * Returns the size to fill. A quote amount with a price is converted to a quantity. The fee is deducted from the amount
 * that a market buy spends.
 */
export function sizeOf(order: CheckedOrder, increment: string, { taker }: FeeRates): Size {
  const { side, quantity, quoteQuantity = "0", price } = order;
  if (quantity !== undefined) return { asset: "base", amount: quantity };
  if (price !== undefined) return { asset: "base", amount: buys(quoteQuantity, price, increment) };
  const amount = side === OrderSide.BUY ? cutQuotient(quoteQuantity, add("1", taker)) : quoteQuantity;
  return { asset: "quote", amount };
}

/** True when the market has reached the stop price or gone beyond it. */
export function isStopReached({ terms: { side, stopPrice } }: PaperOrder, { reached }: PaperMarket): boolean {
  if (stopPrice === undefined) return false;
  return reached().some((price) =>
    side === OrderSide.BUY ? !isLess(price, stopPrice) : !isLess(stopPrice, price),
  );
}

/** Returns the expiry time in epoch milliseconds, or infinity for an order that does not expire. */
export function expiryOf({ terms: { expireTime } }: PaperOrder): number {
  return expireTime === undefined ? Number.POSITIVE_INFINITY : timestampToMilliseconds(expireTime);
}
