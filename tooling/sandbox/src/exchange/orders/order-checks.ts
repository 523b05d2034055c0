import { type Decimal, isMultipleOf, ZERO } from "../../numbers/decimal.ts";
import type { Market } from "../market/market.ts";
import { isAtOrThrough, oppositeOf } from "../market/side.ts";
import type { NewOrder } from "./new-order.ts";
import type { OrderRefusal } from "./order-refusal.ts";

/** An order with the market that it would trade in. */
export interface CheckContext extends NewOrder {
  readonly market: Market;
  readonly nowMs: number;
}

type Check = (context: CheckContext) => OrderRefusal | false | undefined;

/** The checks in order: the first refusal decides. Values off the increments are refused, never rounded. */
const CHECKS: readonly Check[] = [
  ({ product, terms: { limitPrice, stopPrice } }) =>
    [limitPrice, stopPrice].some((price) => price && !isMultipleOf(price, product.priceIncrement)) &&
    "price off increment",
  ({ product, terms: { baseSize } }) =>
    baseSize !== undefined && !isMultipleOf(baseSize, product.baseIncrement) && "base size off increment",
  ({ product, terms: { quoteSize } }) =>
    quoteSize !== undefined && !isMultipleOf(quoteSize, product.quoteIncrement) && "quote size off increment",
  ({ product, terms: { baseSize } }) => baseSize?.lt(product.baseMinSize) && "base size too small",
  ({ product, terms: { baseSize } }) => baseSize?.gt(product.baseMaxSize) && "base size too large",
  (context) => quoteValueOf(context).lt(context.product.quoteMinSize) && "value too small",
  (context) => quoteValueOf(context).gt(context.product.quoteMaxSize) && "value too large",
  ({ terms: { endTimeMs }, nowMs }) =>
    endTimeMs !== undefined && endTimeMs <= nowMs && "end time in the past",
  ({ terms: { stopPrice, stopDirection }, market }) =>
    stopDirection === "up" && stopPrice?.lte(market.lastPrice) === true && "stop price below last price",
  ({ terms: { stopPrice, stopDirection }, market }) =>
    stopDirection === "down" && stopPrice?.gte(market.lastPrice) === true && "stop price above last price",
  (context) => context.terms.postOnly && wouldCross(context) && "post-only would cross",
  ({ terms: { type }, side, market }) =>
    type === "market" && market.book.best(oppositeOf(side)) === undefined && "no liquidity",
];

/** Returns the first reason to refuse an order, or undefined. Funds are not checked here. */
export function findRefusal(context: CheckContext): OrderRefusal | undefined {
  for (const check of CHECKS) {
    const reason = check(context);
    if (reason) return reason;
  }
  return undefined;
}

/** True when an order at its limit would trade at once. */
export function wouldCross({
  side,
  terms: { limitPrice },
  market,
}: Pick<CheckContext, "side" | "terms" | "market">): boolean {
  const opposite = oppositeOf(side);
  const best = market.book.best(opposite);
  return best !== undefined && limitPrice !== undefined && isAtOrThrough(opposite, best.price, limitPrice);
}

/** Returns the order's value in quote currency, at its limit or else at the last price. */
function quoteValueOf({ terms: { baseSize, quoteSize, limitPrice }, market }: CheckContext): Decimal {
  return quoteSize ?? baseSize?.times(limitPrice ?? market.lastPrice) ?? ZERO;
}
