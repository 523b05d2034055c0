import type { CallContext, Product } from "@cqvx/core";
import { type CheckedOrder, checkAgainst, isVenueError, VenueError } from "@cqvx/core/in-memory";

/** Creates the error of a refused order or cancel. A refusal changes nothing. */
export function refusal(call: CallContext, code: keyof typeof REASONS): VenueError {
  return new VenueError({ ...call, kind: "rejected", sent: "yes", code, reason: REASONS[code] });
}

const REASONS = {
  POST_ONLY_WOULD_TAKE: "the order would take from the book at once",
  STOP_PRICE_REACHED: "the market has already reached the stop price",
  EXPIRE_TIME_PASSED: "the order arrived after its expireTime",
  INSUFFICIENT_FUND: "the available balance is too small",
  DUPLICATE_CLIENT_ORDER_ID: "another order has this clientOrderId",
  ORDER_IS_OVER: "the order is already final",
} as const;

/** Creates the error of a quote amount that buys less than one increment. */
export function buysNothing(call: CallContext): VenueError {
  const reason = "quoteQuantity buys less than one increment";
  return new VenueError({
    ...call,
    kind: "rejected",
    sent: "yes",
    code: "TOO_SMALL",
    field: "quoteQuantity",
    reason,
  });
}

export function unknownSymbol(call: CallContext): VenueError {
  const reason = "the exchange does not trade this symbol";
  return new VenueError({
    ...call,
    kind: "notFound",
    sent: "yes",
    code: "UNKNOWN_SYMBOL",
    field: "symbol",
    reason,
  });
}

export function unknownOrder(call: CallContext): VenueError {
  const reason = "the exchange has no order with this id";
  return new VenueError({ ...call, kind: "notFound", sent: "yes", code: "UNKNOWN_ORDER", reason });
}

/** Checks an order against the product rules of `@cqvx/core`. A violation is `rejected`, because the exchange refuses it. */
export function checkRules(terms: CheckedOrder, product: Product, call: CallContext): void {
  try {
    checkAgainst(terms, product, call);
  } catch (error) {
    throw isVenueError(error, "invalidInput") ? error.with({ kind: "rejected", sent: "yes" }) : error;
  }
}
