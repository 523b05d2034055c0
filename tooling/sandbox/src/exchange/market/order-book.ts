import { type Decimal, ZERO } from "../../numbers/decimal.ts";

export type Side = "BUY" | "SELL";

export function oppositeOf(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}

/** What rests in a book: an order of the account, or of the rest of the market when it has no id. */
export interface BookEntry {
  readonly orderId: string | undefined;
  readonly price: Decimal;
  remaining: Decimal;
}

export interface BookLevel {
  readonly price: Decimal;
  readonly size: Decimal;
}

/** Told of each price at which something came, went or changed. */
export type LevelListener = (side: Side, price: Decimal) => void;

/** One product's book. The best price comes first, and at one price whoever was there first. */
export interface OrderBook {
  best(side: Side): BookEntry | undefined;
  /** Every entry of a side, in the order in which it trades. */
  entries(side: Side): Iterable<BookEntry>;
  count(side: Side): number;
  /** The entry at a place of that order, from 0. */
  entryAt(side: Side, place: number): BookEntry | undefined;
  entryOf(orderId: string): BookEntry | undefined;
  /** The entries of a side added up by price. */
  levels(side: Side, depth?: number): BookLevel[];
  /** What rests at a price: zero when nothing does. */
  sizeAt(side: Side, price: Decimal): Decimal;
  insert(side: Side, entry: BookEntry): void;
  /** Gives an entry another size, in its place. With nothing left it leaves the book. */
  resize(side: Side, entry: BookEntry, size: Decimal): void;
  /** Takes size off an entry. */
  reduce(side: Side, entry: BookEntry, size: Decimal): void;
  removeOrder(orderId: string): void;
  /** Everything that is not the account's. */
  removeMarket(): void;
}

export function createOrderBook(onChange: LevelListener): OrderBook {
  // The best comes last: most changes are near it, and move only what is behind them.
  const sides: Record<Side, BookEntry[]> = { BUY: [], SELL: [] };
  /** The account's own, so that a cancel need not search. */
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
      // Later than whoever is at that price already, so farther from the end.
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
      for (const side of ["BUY", "SELL"] as const) {
        const gone = sides[side].filter(({ orderId }) => orderId === undefined);
        sides[side] = sides[side].filter(({ orderId }) => orderId !== undefined);
        for (const { price } of gone) onChange(side, price);
      }
    },
  };
  return book;
}

/** Whether a price is at least as good for its side's counterparty as a limit: a bid at or above it, an ask at or below. */
export function isAtOrThrough(side: Side, price: Decimal, limit: Decimal): boolean {
  return side === "BUY" ? price.gte(limit) : price.lte(limit);
}

/** How many entries have a worse price: they come first. A seeded book is filled from its far end, so often all have. */
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
