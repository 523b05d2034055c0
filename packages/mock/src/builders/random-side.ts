import { multiply } from "@cqvx/core/in-memory";
import type { SeededRandom } from "../venue/seeded-random.ts";

/** One side of a book that changes at random. Prices are counted in increments. */
export interface RandomSide {
  /** Best first, as decimals. */
  levels(): [price: string, quantity: string][];
  /** Undefined when prices above zero have run out. */
  best(): bigint | undefined;
  /** One step: a level gets another quantity, leaves, or comes. It keeps clear of the other side's best price. */
  change(otherBest: bigint | undefined): void;
}

export interface RandomSideOptions {
  readonly random: SeededRandom;
  readonly levels: number;
  /** The price around which the book lies, in increments. */
  readonly start: bigint;
  /** Away from the other side: -1 for bids, 1 for asks. */
  readonly direction: 1n | -1n;
  readonly priceIncrement: string;
  readonly quantityIncrement: string;
}

interface Level {
  readonly price: bigint;
  readonly units: number;
}

/** Levels are this many increments apart at most. */
const WIDEST_GAP = 5;
const MOST_UNITS = 50_000;

export function createRandomSide(options: RandomSideOptions): RandomSide {
  const { random, direction, start, priceIncrement, quantityIncrement } = options;
  let levels: readonly Level[] = [];
  const randomLevel = (price: bigint): Level => ({ price, units: random.integer(1, MOST_UNITS) });

  /** Adds levels behind the last one until all are there, or prices above zero run out. */
  const fillUp = (otherBest: bigint): void => {
    const filled = [...levels];
    while (filled.length < options.levels) {
      const last = filled.at(-1)?.price ?? otherBest;
      const gap = BigInt(random.integer(1, WIDEST_GAP));
      // Down to the last price that there is.
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
  /** Comes in front of the best level, where there is a price between that and the other side. */
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
