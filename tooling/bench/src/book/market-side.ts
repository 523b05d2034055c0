import { writeUnits } from "./write-units.ts";

/** A level as texts. */
export type Row = readonly [price: string, quantity: string];

/** One side of a market. Prices are whole cents. */
export interface MarketSide {
  readonly size: number;
  /** The price at a place, 0 being the best. */
  at(place: number): number | undefined;
  has(cents: number): boolean;
  set(cents: number, quantity: string): void;
  remove(cents: number): void;
  /** Every level, best first. */
  rows(): Row[];
}

/** The sign is that of what is better: 1 for bids. The best price is at the end, where the market moves. */
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
