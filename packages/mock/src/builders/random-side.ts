import { multiply } from "@cqvx/core/in-memory";
import type { SeededRandom } from "../venue/seeded-random.ts";

/** One side of a randomly changing book. Prices are counted in increments. */
export interface RandomSide {
  /** Best first, as decimals. */
  levels(): [price: string, quantity: string][];
  /** The best price, in increments. Undefined when no price above zero is left. */
  best(): bigint | undefined;
  /** Makes one change: resizes, removes or adds a level. Never crosses the best price of the other side. */
  change(otherBest: bigint | undefined): void;
}

export interface RandomSideOptions {
  readonly random: SeededRandom;
  readonly levels: number;
  /** The middle price of the book, in increments. */
  readonly start: bigint;
  /** The direction away from the other side: -1 for bids, 1 for asks. */
  readonly direction: 1n | -1n;
  readonly priceIncrement: string;
  readonly quantityIncrement: string;
}

interface Level {
  readonly price: bigint;
  readonly units: number;
}

/** The largest distance between two levels, in increments. */
const WIDEST_GAP = 5;
const MOST_UNITS = 50_000;

export function createRandomSide(options: RandomSideOptions): RandomSide {
  const { random, direction, start, priceIncrement, quantityIncrement } = options;
  let levels: readonly Level[] = [];
  const randomLevel = (price: bigint): Level => ({ price, units: random.integer(1, MOST_UNITS) });

  /** Adds levels behind the last one until the side is full or no price above zero is left. */
  const fillUp = (otherBest: bigint): void => {
    const filled = [...levels];
    while (filled.length < options.levels) {
      const last = filled.at(-1)?.price ?? otherBest;
      const gap = BigInt(random.integer(1, WIDEST_GAP));
      // When the gap is too wide, use the next price below.
      const price = direction < 0 && gap >= last ? last - 1n : last + gap * direction;
      if (price <= 0n) break;
      filled.push(randomLevel(price));
    }
    levels = filled;
  };
  const resize = (index: number): void => {
    const increase = random.integer(1, MOST_UNITS - 1);
    const other = (units: number): number => ((units - 1 + increase) % MOST_UNITS) + 1;
    levels = levels.map((level, at) => (at === index ? { ...level, units: other(level.units) } : level));
  };
  const leave = (index: number, otherBest: bigint): void => {
    levels = levels.toSpliced(index, 1);
    fillUp(otherBest);
  };
  /** Adds a new best level when a price is free between the two sides. Otherwise resizes a level. */
  const improve = (index: number, otherBest: bigint): void => {
    const price = (levels[0]?.price ?? otherBest) - direction;
    if (price <= 0n || (price - otherBest) * direction <= 0n) resize(index);
    else levels = [randomLevel(price), ...levels].slice(0, options.levels);
  };
  const changes = [resize, leave, improve];
  fillUp(start);

  return {
    levels: () =>
      levels.map(({ price, units }) => [
        multiply(String(price), priceIncrement),
        multiply(String(units), quantityIncrement),
      ]),
    best: () => levels[0]?.price,
    change: (otherBest = start) => {
      const index = random.integer(0, Math.max(levels.length - 1, 0));
      changes[random.integer(0, changes.length - 1)]?.(index, otherBest);
    },
  };
}
