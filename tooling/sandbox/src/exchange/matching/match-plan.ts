import { type Decimal, divide, floorTo, smaller, ZERO } from "../../numbers/decimal.ts";
import { type BookEntry, isAtOrThrough, oppositeOf, type Side } from "../market/order-book.ts";

/** What an incoming order may take: up to a size, up to a budget, down to a price. */
export interface MatchTerms {
  readonly side: Side;
  readonly baseSize: Decimal | undefined;
  readonly limitPrice: Decimal | undefined;
  /** The most that it may pay, fees included. */
  readonly budget: Decimal | undefined;
  readonly takerRate: Decimal;
  readonly baseIncrement: Decimal;
}

export interface PlannedFill {
  readonly entry: BookEntry;
  readonly size: Decimal;
}

/** What an order would trade against a book, in price and time order. Nothing is changed by asking. */
export interface MatchPlan {
  readonly fills: readonly PlannedFill[];
  readonly size: Decimal;
  /** In quote currency, without fees. */
  readonly value: Decimal;
  /** Why it ends: nothing more is wanted, the prices left are worse than the limit or gone, or the next is the account's own. */
  readonly end: "filled" | "unmatched" | "own";
}

export function planMatch(entries: Iterable<BookEntry>, terms: MatchTerms): MatchPlan {
  const fills: PlannedFill[] = [];
  let size = ZERO;
  let value = ZERO;
  const done = (end: MatchPlan["end"]): MatchPlan => ({ fills, size, value, end });
  const hasItsSize = () => terms.baseSize === undefined || size.gte(terms.baseSize);
  for (const entry of entries) {
    const wanted = wantedAt(entry.price, terms, size, value);
    // A budget that is spent ends an order sized by it, and leaves one sized in base currency short.
    if (wanted.lte(ZERO)) return done(hasItsSize() ? "filled" : "unmatched");
    if (terms.limitPrice && !isAtOrThrough(oppositeOf(terms.side), entry.price, terms.limitPrice)) break;
    // An order never trades with another of the same account: what is left of the newer one is cancelled.
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
