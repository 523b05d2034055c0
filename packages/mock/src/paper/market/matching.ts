import type { OrderSide } from "@cqvx/core";
import { isLess, isZero, locateOnGrid } from "@cqvx/core/in-memory";
import { add, cutQuotient, lesser, subtract, times } from "./amounts.ts";
import { isBetter, type Offer, OTHERS, type Owner, oppositeOf } from "./offer-book.ts";

/** How much is wanted, and in which asset of the pair. */
export interface Size {
  readonly asset: "base" | "quote";
  readonly amount: string;
}

/** Who comes to take from a book. */
export interface Taker {
  readonly side: OrderSide;
  readonly size: Size;
  /** The account itself: it does not trade with its own offers. */
  readonly isOwn: boolean;
  /** No worse price is taken. Default: any. */
  readonly limit?: string | undefined;
  /** What is bought for an amount of the quote is a multiple of it. */
  readonly quantityIncrement: string;
}

/** What a taker would do to a book. */
export interface Match {
  /** In the order in which they are taken. */
  readonly takes: readonly Offer[];
  /** Own orders that are in the way. */
  readonly inTheWay: readonly Owner[];
  /** In the base asset. */
  readonly quantity: string;
  /** In the quote asset, without fees. */
  readonly worth: string;
  /** What is left of the size. */
  readonly rest: string;
  /** All that could be taken was: of an amount of the quote, what is left buys nothing at the next price. */
  readonly isWhole: boolean;
}

/** Matches a taker with the offers of the other side, which are best first and oldest first. Changes nothing. */
export function match(offers: Iterable<Offer>, taker: Taker): Match {
  const { size, limit, isOwn, side } = taker;
  const takes: Offer[] = [];
  const inTheWay: Owner[] = [];
  let rest = size.amount;
  let wanted = rest;
  for (const { owner, price, quantity } of offers) {
    if (limit !== undefined && isBetter(oppositeOf(side), limit, price)) break;
    wanted = wantedAt(price, rest, taker);
    if (isZero(wanted)) break;
    if (isOwn && owner !== OTHERS) {
      inTheWay.push(owner);
      continue;
    }
    const taken = lesser(wanted, quantity);
    takes.push({ owner, price, quantity: taken });
    rest = subtract(rest, size.asset === "base" ? taken : times(price, taken));
    // What is left over buys nothing here, and there is nothing better to come.
    wanted = isLess(taken, quantity) ? "0" : wantedAt(price, rest, taker);
    if (isZero(wanted)) break;
  }
  return {
    takes,
    inTheWay,
    quantity: takes.map(({ quantity }) => quantity).reduce(add, "0"),
    worth: takes.map(({ price, quantity }) => times(price, quantity)).reduce(add, "0"),
    rest,
    isWhole: isZero(wanted),
  };
}

/** The quantity that the rest of a size is, at a price. */
function wantedAt(price: string, rest: string, { size, quantityIncrement }: Taker): string {
  return size.asset === "base" ? rest : buys(rest, price, quantityIncrement);
}

/** What an amount of the quote asset buys at a price, cut to the increment. */
export function buys(quoteAmount: string, price: string, quantityIncrement: string): string {
  return locateOnGrid(cutQuotient(quoteAmount, price), quantityIncrement).below;
}
