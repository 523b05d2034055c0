import type { RejectionReason } from "../../coinbase/orders/order-rejection.ts";
import type { NewOrder } from "../../coinbase/orders/read-new-order.ts";
import { type Decimal, isMultipleOf, ZERO } from "../../numbers/decimal.ts";
import type { Market } from "../market/market.ts";
import { isAtOrThrough, oppositeOf } from "../market/order-book.ts";

/** An order with the market that it would trade in. */
export interface CheckContext extends NewOrder {
  readonly market: Market;
  readonly nowMs: number;
}

type Check = (context: CheckContext) => RejectionReason | false | undefined;

/** In this order; the first that finds something decides. Off-grid values are refused, never rounded. */
const CHECKS: readonly Check[] = [
  ({ product, terms: { limitPrice, stopPrice } }) =>
    [limitPrice, stopPrice].some((price) => price && !isMultipleOf(price, product.priceIncrement)) &&
    "INVALID_PRICE_PRECISION",
  ({ product, terms: { baseSize } }) =>
    baseSize !== undefined && !isMultipleOf(baseSize, product.baseIncrement) && "INVALID_SIZE_PRECISION",
  ({ product, terms: { quoteSize } }) =>
    quoteSize !== undefined &&
    !isMultipleOf(quoteSize, product.quoteIncrement) &&
    "PREVIEW_INVALID_QUOTE_SIZE_PRECISION",
  ({ product, terms: { baseSize } }) =>
    baseSize?.lt(product.baseMinSize) && "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL",
  ({ product, terms: { baseSize } }) =>
    baseSize?.gt(product.baseMaxSize) && "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE",
  (context) =>
    quoteValueOf(context).lt(context.product.quoteMinSize) && "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL",
  (context) =>
    quoteValueOf(context).gt(context.product.quoteMaxSize) && "PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE",
  ({ terms: { endTimeMs }, nowMs }) =>
    endTimeMs !== undefined && endTimeMs <= nowMs && "END_TIME_IS_IN_THE_PAST",
  ({ terms: { stopPrice, stopDirection }, market }) =>
    stopDirection === "STOP_DIRECTION_STOP_UP" &&
    stopPrice?.lte(market.lastPrice) === true &&
    "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE",
  ({ terms: { stopPrice, stopDirection }, market }) =>
    stopDirection === "STOP_DIRECTION_STOP_DOWN" &&
    stopPrice?.gte(market.lastPrice) === true &&
    "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE",
  (context) => context.terms.postOnly && wouldCross(context) && "INVALID_LIMIT_PRICE_POST_ONLY",
  ({ terms: { type }, side, market }) =>
    type === "MARKET" && market.book.best(oppositeOf(side)) === undefined && "INVALID_NO_LIQUIDITY",
];

export function findRejection(context: CheckContext): RejectionReason | undefined {
  for (const check of CHECKS) {
    const reason = check(context);
    if (reason) return reason;
  }
  return undefined;
}

/** Whether an order at its limit would trade at once. */
export function wouldCross({
  side,
  terms: { limitPrice },
  market,
}: Pick<CheckContext, "side" | "terms" | "market">): boolean {
  const opposite = oppositeOf(side);
  const best = market.book.best(opposite);
  return best !== undefined && limitPrice !== undefined && isAtOrThrough(opposite, best.price, limitPrice);
}

/** The order's worth in quote currency, at its limit or else at the last price. */
function quoteValueOf({ terms: { baseSize, quoteSize, limitPrice }, market }: CheckContext): Decimal {
  return quoteSize ?? baseSize?.times(limitPrice ?? market.lastPrice) ?? ZERO;
}
