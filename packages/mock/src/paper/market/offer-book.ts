import type { PriceLevel } from "@cqvx/core";
import { isLess, isZero, OrderSide } from "@cqvx/core/in-memory";
import { add, lesser, subtract } from "./amounts.ts";
import type { PaperBook, PaperLevel } from "./paper-book.ts";

/** The owner of an offer: the id of an order of the account, or `OTHERS`. */
export type Owner = string;

/** The owner of all offers of other traders. */
export const OTHERS: Owner = "others";

/** The offer of one owner at one price, with its place in the queue. */
export interface Offer {
  readonly owner: Owner;
  readonly price: string;
  readonly quantity: string;
}

interface Level {
  readonly price: string;
  /** The offers at this price, oldest first. */
  readonly queue: readonly Offer[];
}

/** The resting offers of one symbol, in price and time order. Bids are on the side BUY, asks on the side SELL. */
export interface OfferBook {
  /** Iterates over the offers of a side: best price first, and oldest first at one price. */
  offers(side: OrderSide): Iterable<Offer>;
  /** Adds an offer at the end of the queue of its price. */
  join(side: OrderSide, offer: Offer): void;
  /** Reduces the first offer of the same owner at the same price by the taken quantity. */
  reduce(side: OrderSide, taken: Offer): void;
  remove(side: OrderSide, price: string, owner: Owner): void;
  /** Returns the offers of other traders, one level for each price. */
  others(side: OrderSide): readonly PaperLevel[];
  /** Returns the best price of the other traders. */
  bestOfOthers(side: OrderSide): string | undefined;
  /** Sets the quantity of other traders at a price. The quantity that was there before keeps its place in the queue. */
  setOthers(side: OrderSide, level: PaperLevel): void;
  levels(side: OrderSide, depth: number): PriceLevel[];
}

/** Creates a book from the first offers of other traders. `noteChange` is called after each change of an offer. */
export function createOfferBook(others: PaperBook, noteChange: () => void): OfferBook {
  const sides = new Map<OrderSide, readonly Level[]>(
    sidesOf(others).map(([side, levels]) => [
      side,
      levels.map((level) => ({ price: level.price, queue: [{ owner: OTHERS, ...level }] })),
    ]),
  );
  const levelsOf = (side: OrderSide): readonly Level[] => sides.get(side) ?? [];

  const change = (
    side: OrderSide,
    price: string,
    changeQueue: (queue: readonly Offer[]) => readonly Offer[],
  ): void => {
    const levels = levelsOf(side);
    const at = placeOf(side, price, levels);
    const found = levels[at];
    const known = found !== undefined && !isBetter(side, price, found.price) ? found : undefined;
    const queue = changeQueue(known?.queue ?? []).filter(({ quantity }) => !isZero(quantity));
    if (known === undefined && queue.length === 0) return;
    const changed = queue.length === 0 ? [] : [{ price: known?.price ?? price, queue }];
    sides.set(side, levels.toSpliced(at, known === undefined ? 0 : 1, ...changed));
    noteChange();
  };

  return {
    offers: (side) => offersOf(levelsOf(side)),
    join: (side, offer) => change(side, offer.price, (queue) => [...queue, offer]),
    reduce: (side, taken) =>
      change(side, taken.price, (queue) => {
        const first = queue.findIndex(({ owner }) => owner === taken.owner);
        return queue.map((offer, index) => (index === first ? lessen(offer, taken.quantity) : offer));
      }),
    remove: (side, price, owner) =>
      change(side, price, (queue) => queue.filter((offer) => offer.owner !== owner)),
    others: (side) =>
      levelsOf(side).flatMap(({ price, queue }) => {
        const theirs = queue.filter(({ owner }) => owner === OTHERS);
        return theirs.length === 0 ? [] : [{ price, quantity: total(theirs) }];
      }),
    bestOfOthers: (side) => {
      for (const { owner, price } of offersOf(levelsOf(side))) if (owner === OTHERS) return price;
      return undefined;
    },
    setOthers: (side, level) => change(side, level.price, (queue) => replaceOthers(queue, level)),
    levels: (side, depth) =>
      levelsOf(side)
        .slice(0, depth)
        .map(({ price, queue }) => ({
          $typeName: "cqc.markets.v1.PriceLevel",
          price,
          quantity: total(queue),
        })),
  };
}

function* offersOf(levels: readonly Level[]): Generator<Offer> {
  for (const { queue } of levels) yield* queue;
}

/** Counts the levels with a better price, by binary search. */
function placeOf(side: OrderSide, price: string, levels: readonly Level[]): number {
  let [from, to] = [0, levels.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const level = levels[middle];
    if (level !== undefined && isBetter(side, level.price, price)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Returns the bids with the side BUY and the asks with the side SELL. */
export function sidesOf({ bids, asks }: PaperBook): readonly (readonly [OrderSide, readonly PaperLevel[]])[] {
  return [
    [OrderSide.BUY, bids],
    [OrderSide.SELL, asks],
  ];
}

/** True when a price comes before another price on its side of the book. */
export function isBetter(side: OrderSide, price: string, other: string): boolean {
  return side === OrderSide.BUY ? isLess(other, price) : isLess(price, other);
}

export function oppositeOf(side: OrderSide): OrderSide {
  return side === OrderSide.BUY ? OrderSide.SELL : OrderSide.BUY;
}

function replaceOthers(queue: readonly Offer[], { price, quantity }: PaperLevel): readonly Offer[] {
  let left = quantity;
  const kept = queue.map((offer) => {
    if (offer.owner !== OTHERS) return offer;
    const keeps = lesser(left, offer.quantity);
    left = subtract(left, keeps);
    return { ...offer, quantity: keeps };
  });
  if (kept.some(({ owner }) => owner === OTHERS)) return [...kept, { owner: OTHERS, price, quantity: left }];
  return [...kept, { owner: OTHERS, price, quantity }];
}

function lessen(offer: Offer, quantity: string): Offer {
  return { ...offer, quantity: subtract(offer.quantity, quantity) };
}

function total(offers: readonly Offer[]): string {
  return offers.map(({ quantity }) => quantity).reduce(add);
}
