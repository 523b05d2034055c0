import type { OrderSide } from "@cqvx/core";
import { isLess, isZero, locateOnGrid } from "@cqvx/core/in-memory";
import { add, cutQuotient, lesser, subtract, times } from "./amounts.ts";
import { isBetter, type Offer, OTHERS, type Owner, oppositeOf } from "./offer-book.ts";

/** The size of an order, in the base or the quote asset. */
export interface Size {
  readonly asset: "base" | "quote";
  readonly amount: string;
}

/** An order that takes from a book. */
export interface Taker {
  readonly side: OrderSide;
  readonly size: Size;
  /** True for an order of the account, which does not trade with the account's own offers. */
  readonly isOwn: boolean;
  /** The worst acceptable price. Default: any price. */
  readonly limit?: string | undefined;
  /** The increment of quantities that are bought for a quote amount. */
  readonly quantityIncrement: string;
}

/** The effect of a taker on a book. */
export interface Match {
  /** The offers taken, in order. */
  readonly takes: readonly Offer[];
  /** The ids of the account's own orders that the taker would hit. */
  readonly inTheWay: readonly Owner[];
  /** The taken quantity, in the base asset. */
  readonly quantity: string;
  /** The price of the taken quantity, in the quote asset, without fees. */
  readonly worth: string;
  /** The size that is left, in the asset of the size. */
  readonly rest: string;
  /** True when the size is used up. The rest of a quote amount may be too small for one increment at the next price. */
  readonly isWhole: boolean;
}

/** Matches a taker with the offers of the other side, given in price and time order. Changes nothing. */
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
    // The rest buys nothing at this price, and the next prices are no better.
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

/** Returns the quantity that the rest of a size buys at a price. */
function wantedAt(price: string, rest: string, { size, quantityIncrement }: Taker): string {
  return size.asset === "base" ? rest : buys(rest, price, quantityIncrement);
}

/** Returns the quantity that a quote amount buys at a price, rounded down to the increment. */
export function buys(quoteAmount: string, price: string, quantityIncrement: string): string {
  return locateOnGrid(cutQuotient(quoteAmount, price), quantityIncrement).below;
}
