import { writeUnits } from "./write-units.ts";

/** A level, with its price and quantity as texts. */
export type Row = readonly [price: string, quantity: string];

/** One side of a market. Prices are whole cents. */
export interface MarketSide {
  readonly size: number;
  /** Returns the price at a place. Place 0 is the best price. */
  at(place: number): number | undefined;
  has(cents: number): boolean;
  set(cents: number, quantity: string): void;
  remove(cents: number): void;
  /** Returns every level, best first. */
  rows(): Row[];
}

/**
 * Creates one side of a market. `sign` is 1 for bids and -1 for asks. The best price is at the end of the array, because most
 * changes are there.
 */
export function createMarketSide(sign: 1 | -1): MarketSide {
  const prices: number[] = [];
  const placeOf = (cents: number): number => {
    let [low, high] = [0, prices.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((prices[middle] ?? cents) - cents) * sign < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const quantities = new Map<number, string>();
  return {
    get size() {
      return prices.length;
    },
    at: (place) => prices.at(-1 - place),
    has: (cents) => quantities.has(cents),
    set: (cents, quantity) => {
      if (!quantities.has(cents)) {
        prices.splice(placeOf(cents), 0, cents);
      }
      quantities.set(cents, quantity);
    },
    remove: (cents) => {
      if (quantities.delete(cents)) prices.splice(placeOf(cents), 1);
    },
    rows: () => prices.toReversed().map((cents) => [writeUnits(cents, 2), quantities.get(cents) ?? ""]),
  };
}
