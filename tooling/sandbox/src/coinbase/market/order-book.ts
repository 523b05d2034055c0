import { type Decimal, ZERO } from "../../decimal.ts";

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

/** One product's book. The best price comes first, and at one price whoever was there first. */
export interface OrderBook {
  best(side: Side): BookEntry | undefined;
  /** Every entry of a side, in the order in which it trades. */
  entries(side: Side): readonly BookEntry[];
  /** The entries of a side added up by price. */
  levels(side: Side, depth?: number): BookLevel[];
  insert(side: Side, entry: BookEntry): void;
  /** Takes size off an entry, which leaves the book when nothing of it is left. */
  reduce(side: Side, entry: BookEntry, size: Decimal): void;
  removeOrder(orderId: string): void;
  /** Everything that is not the account's. */
  removeMarket(): void;
}

export function createOrderBook(): OrderBook {
  const sides: Record<Side, BookEntry[]> = { BUY: [], SELL: [] };
  const keep = (side: Side, wanted: (entry: BookEntry) => boolean): void => {
    sides[side] = sides[side].filter(wanted);
  };
  return {
    best: (side) => sides[side][0],
    entries: (side) => sides[side],
    levels: (side, depth = Number.POSITIVE_INFINITY) => addUpLevels(sides[side], depth),
    insert(side, entry) {
      const entries = sides[side];
      entries.splice(findPlace(entries, side, entry.price), 0, entry);
    },
    reduce(side, entry, size) {
      entry.remaining = entry.remaining.minus(size);
      if (entry.remaining.lte(ZERO)) keep(side, (other) => other !== entry);
    },
    removeOrder(orderId) {
      keep("BUY", (entry) => entry.orderId !== orderId);
      keep("SELL", (entry) => entry.orderId !== orderId);
    },
    removeMarket() {
      keep("BUY", (entry) => entry.orderId !== undefined);
      keep("SELL", (entry) => entry.orderId !== undefined);
    },
  };
}

/** Whether a price is at least as good for its side's counterparty as a limit: a bid at or above it, an ask at or below. */
export function isAtOrThrough(side: Side, price: Decimal, limit: Decimal): boolean {
  return side === "BUY" ? price.gte(limit) : price.lte(limit);
}

/** Behind everything at the same price or a better one. */
function findPlace(entries: readonly BookEntry[], side: Side, price: Decimal): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = entries[middle];
    if (other !== undefined && isAtOrThrough(side, other.price, price)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addUpLevels(entries: readonly BookEntry[], depth: number): BookLevel[] {
  const levels: { price: Decimal; size: Decimal }[] = [];
  for (const { price, remaining } of entries) {
    const last = levels.at(-1);
    if (last?.price.eq(price)) last.size = last.size.plus(remaining);
    else if (levels.length < depth) levels.push({ price, size: remaining });
    else break;
  }
  return levels;
}
