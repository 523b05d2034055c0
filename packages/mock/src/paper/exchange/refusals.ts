import type { CallContext, Product } from "@cqvx/core";
import { type CheckedOrder, checkAgainst, isVenueError, VenueError } from "@cqvx/core/in-memory";

/** Why the exchange refuses an order or a cancel. Nothing was changed. */
export function refusal(call: CallContext, code: keyof typeof REASONS): VenueError {
  return new VenueError({ ...call, kind: "rejected", sent: "yes", code, reason: REASONS[code] });
}

const REASONS = {
  POST_ONLY_WOULD_TAKE: "the order would take from the book at once",
  STOP_PRICE_REACHED: "the market has reached the stop price already",
  EXPIRE_TIME_PASSED: "the order came after its expireTime",
  INSUFFICIENT_FUND: "the account has less than that available",
  DUPLICATE_CLIENT_ORDER_ID: "another order has this clientOrderId",
  ORDER_IS_OVER: "the order is over already",
} as const;

/** Refuses an amount of the quote asset that buys nothing. */
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
  const reason = "the exchange has no order of this id";
  return new VenueError({ ...call, kind: "notFound", sent: "yes", code: "UNKNOWN_ORDER", reason });
}

/** The rules of a product are core's; here it is the venue that refuses. */
export function checkRules(terms: CheckedOrder, product: Product, call: CallContext): void {
  try {
    checkAgainst(terms, product, call);
  } catch (error) {
    throw isVenueError(error, "invalidInput") ? error.with({ kind: "rejected", sent: "yes" }) : error;
  }
}
