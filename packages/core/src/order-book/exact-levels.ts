import type { PriceLevel } from "../cqc/messages.ts";
import { unitsOf } from "../values/decimal.ts";
import type { BookSide, LevelStore } from "./level-store.ts";
import { readPrice } from "./read-amount.ts";

/** The scale of all prices. It exceeds the digits after the point in any result of `normalizeDecimal`. */
const SCALE = 200;

/** One side, worst price first. Asks have negative keys, so that the higher key is better on both sides. */
interface ExactSide {
  readonly keys: bigint[];
  readonly levels: PriceLevel[];
}

/** A store for prices that do not fit doubles. It is slower than `ScaledLevels` and exact for every decimal. */
export class ExactLevels implements LevelStore {
  readonly #sides: Readonly<Record<BookSide, ExactSide>> = {
    bids: { keys: [], levels: [] },
    asks: { keys: [], levels: [] },
  };

  /** Copies the levels of another store, worst price first, so that each one is appended. */
  constructor(others: LevelStore) {
    for (const side of ["bids", "asks"] as const) {
      for (const { price, quantity } of others.best(side, Number.POSITIVE_INFINITY).reverse()) {
        this.#put(side, price, quantity);
      }
    }
  }

  set(side: BookSide, price: string, quantity: string | undefined): boolean {
    this.#put(side, readPrice(price), quantity);
    return true;
  }

  isCrossed(): boolean {
    const [bid, ask] = [this.#sides.bids.keys.at(-1), this.#sides.asks.keys.at(-1)];
    return bid !== undefined && ask !== undefined && bid > -ask;
  }

  best(side: BookSide, depth: number): PriceLevel[] {
    const { levels } = this.#sides[side];
    return levels
      .slice(Math.max(0, levels.length - depth))
      .reverse()
      .map((level) => ({ ...level }));
  }

  size(side: BookSide): number {
    return this.#sides[side].keys.length;
  }

  #put(side: BookSide, price: string, quantity: string | undefined): void {
    const { keys, levels } = this.#sides[side];
    const key = keyOf(side, price);
    const at = positionOf(key, keys);
    const replaced = keys[at] === key ? 1 : 0;
    if (quantity === undefined) {
      keys.splice(at, replaced);
      levels.splice(at, replaced);
    } else {
      keys.splice(at, replaced, key);
      levels.splice(at, replaced, { $typeName: "cqc.markets.v1.PriceLevel", price, quantity });
    }
  }
}

function keyOf(side: BookSide, price: string): bigint {
  const units = unitsOf(price, SCALE);
  return side === "bids" ? units : -units;
}

/** Returns the index of a key, or the index at which to insert it. */
function positionOf(key: bigint, keys: readonly bigint[]): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? key) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
