import { type Decimal, divide, floorTo, smaller, ZERO } from "../../numbers/decimal.ts";
import type { BookEntry } from "../market/order-book.ts";
import { isAtOrThrough, oppositeOf, type Side } from "../market/side.ts";

/** The bounds of an incoming order: a size, a budget and a limit price. */
export interface MatchTerms {
  readonly side: Side;
  readonly baseSize: Decimal | undefined;
  readonly limitPrice: Decimal | undefined;
  /** The most that it may pay, in quote currency and with fees. */
  readonly budget: Decimal | undefined;
  readonly takerRate: Decimal;
  readonly baseIncrement: Decimal;
}

export interface PlannedFill {
  readonly entry: BookEntry;
  readonly size: Decimal;
}

/** The trades that an order would make with a book, in price and time order. */
export interface MatchPlan {
  readonly fills: readonly PlannedFill[];
  readonly size: Decimal;
  /** In quote currency, without fees. */
  readonly value: Decimal;
  /** "filled" when the order wants no more, "unmatched" when no price within the limit is left, "own" when the next entry is the account's. */
  readonly end: "filled" | "unmatched" | "own";
}

/** Plans the trades of an incoming order, and changes nothing. */
export function planMatch(entries: Iterable<BookEntry>, terms: MatchTerms): MatchPlan {
  const fills: PlannedFill[] = [];
  let size = ZERO;
  let value = ZERO;
  const done = (end: MatchPlan["end"]): MatchPlan => ({ fills, size, value, end });
  const hasItsSize = () => terms.baseSize === undefined || size.gte(terms.baseSize);
  for (const entry of entries) {
    const wanted = wantedAt(entry.price, terms, size, value);
    // A spent budget fills an order without a base size, and leaves an order with one short.
    if (wanted.lte(ZERO)) return done(hasItsSize() ? "filled" : "unmatched");
    if (terms.limitPrice && !isAtOrThrough(oppositeOf(terms.side), entry.price, terms.limitPrice)) break;
    // An order never trades with another order of the account: the remainder of the newer one is cancelled.
    if (entry.orderId !== undefined) return done("own");
    const taken = smaller(wanted, entry.remaining);
    fills.push({ entry, size: taken });
    size = size.plus(taken);
    value = value.plus(taken.times(entry.price));
  }
  return done(terms.baseSize !== undefined && hasItsSize() ? "filled" : "unmatched");
}

function wantedAt(price: Decimal, terms: MatchTerms, size: Decimal, value: Decimal): Decimal {
  const { baseSize, budget, takerRate, baseIncrement } = terms;
  const bySize = baseSize?.minus(size);
  if (budget === undefined) return bySize ?? ZERO;
  const left = budget.minus(value.times(takerRate.plus(1)));
  const byBudget = floorTo(divide(left, price.times(takerRate.plus(1))), baseIncrement);
  return bySize === undefined ? byBudget : smaller(bySize, byBudget);
}
