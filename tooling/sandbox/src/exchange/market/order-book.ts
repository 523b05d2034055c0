import { type Decimal, ZERO } from "../../numbers/decimal.ts";
import { isAtOrThrough, SIDES, type Side } from "./side.ts";

/** A resting order: of the account, or of the rest of the market when it has no id. */
export interface BookEntry {
  readonly orderId: string | undefined;
  readonly price: Decimal;
  remaining: Decimal;
}

export interface BookLevel {
  readonly price: Decimal;
  readonly size: Decimal;
}

/** Receives each price at which an entry was added, removed or resized. */
export type LevelListener = (side: Side, price: Decimal) => void;

/** One product's book. Entries are in price order, and in time order at one price. */
export interface OrderBook {
  best(side: Side): BookEntry | undefined;
  /** Every entry of a side, in price and time order. */
  entries(side: Side): Iterable<BookEntry>;
  count(side: Side): number;
  /** Returns the entry at a place in that order, counted from 0. */
  entryAt(side: Side, place: number): BookEntry | undefined;
  entryOf(orderId: string): BookEntry | undefined;
  /** Returns a side's entries added up by price, at most `depth` levels. */
  levels(side: Side, depth?: number): BookLevel[];
  /** Returns the total size resting at a price, or zero. */
  sizeAt(side: Side, price: Decimal): Decimal;
  insert(side: Side, entry: BookEntry): void;
  /** Sets an entry's size and keeps its place in the queue. Removes the entry when the size is zero or less. */
  resize(side: Side, entry: BookEntry, size: Decimal): void;
  /** Reduces an entry by a size. */
  reduce(side: Side, entry: BookEntry, size: Decimal): void;
  removeOrder(orderId: string): void;
  /** Removes every entry that is not the account's. */
  removeMarket(): void;
}

export function createOrderBook(onChange: LevelListener): OrderBook {
  // The best entry is last: most changes happen near it, so an insertion shifts few entries.
  const sides: Record<Side, BookEntry[]> = { buy: [], sell: [] };
  /** The account's entries by order id, so that a cancel does not search. */
  const owned = new Map<string, { readonly side: Side; readonly entry: BookEntry }>();
  const remove = (side: Side, entry: BookEntry): void => {
    const entries = sides[side];
    let index = countWorse(entries, side, entry.price);
    while (index < entries.length && entries[index] !== entry) index += 1;
    entries.splice(index, 1);
    if (entry.orderId !== undefined) owned.delete(entry.orderId);
  };
  const book: OrderBook = {
    best: (side) => sides[side].at(-1),
    entries: (side) => backwards(sides[side]),
    count: (side) => sides[side].length,
    entryAt: (side, place) => sides[side].at(-1 - place),
    entryOf: (orderId) => owned.get(orderId)?.entry,
    levels: (side, depth = Number.POSITIVE_INFINITY) => addUpLevels(backwards(sides[side]), depth),
    sizeAt(side, price) {
      const entries = sides[side];
      let size = ZERO;
      for (let index = countWorse(entries, side, price); index < entries.length; index++) {
        const entry = entries[index];
        if (!entry?.price.eq(price)) break;
        size = size.plus(entry.remaining);
      }
      return size;
    },
    insert(side, entry) {
      const entries = sides[side];
      // The entry queues behind those at the same price, so it goes in front of them in this array.
      entries.splice(countWorse(entries, side, entry.price), 0, entry);
      if (entry.orderId !== undefined) owned.set(entry.orderId, { side, entry });
      onChange(side, entry.price);
    },
    resize(side, entry, size) {
      entry.remaining = size;
      if (size.lte(ZERO)) remove(side, entry);
      onChange(side, entry.price);
    },
    reduce: (side, entry, size) => book.resize(side, entry, entry.remaining.minus(size)),
    removeOrder(orderId) {
      const found = owned.get(orderId);
      if (found === undefined) return;
      remove(found.side, found.entry);
      onChange(found.side, found.entry.price);
    },
    removeMarket() {
      for (const side of SIDES) {
        const gone = sides[side].filter(({ orderId }) => orderId === undefined);
        sides[side] = sides[side].filter(({ orderId }) => orderId !== undefined);
        for (const { price } of gone) onChange(side, price);
      }
    },
  };
  return book;
}

/**
 * Counts the entries with a worse price, which come first in the array. A seeded book is filled from its worst price on,
 * so all entries being worse is the common case.
 */
function countWorse(entries: readonly BookEntry[], side: Side, price: Decimal): number {
  const isWorse = (entry: BookEntry | undefined) =>
    entry !== undefined && !isAtOrThrough(side, entry.price, price);
  if (isWorse(entries.at(-1))) return entries.length;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWorse(entries[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* backwards(entries: readonly BookEntry[]): Generator<BookEntry> {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry !== undefined) yield entry;
  }
}

function addUpLevels(entries: Iterable<BookEntry>, depth: number): BookLevel[] {
  const levels: { price: Decimal; size: Decimal }[] = [];
  for (const { price, remaining } of entries) {
    const last = levels.at(-1);
    if (last?.price.eq(price)) last.size = last.size.plus(remaining);
    else if (levels.length < depth) levels.push({ price, size: remaining });
    else break;
  }
  return levels;
}
