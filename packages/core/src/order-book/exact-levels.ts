import type { PriceLevel } from "../cqc/messages.ts";
import { unitsOf } from "../values/decimal.ts";
import type { BookSide, LevelStore } from "./level-store.ts";
import { readPrice } from "./read-amount.ts";

/** More digits after the point than any text of `normalizeDecimal` has, so that all prices are integers of one unit. */
const SCALE = 200;

/** One side, worst price first. Asks are kept as negative numbers, so that on both sides more is better. */
interface ExactSide {
  readonly keys: bigint[];
  readonly levels: PriceLevel[];
}

/** The levels of a book whose prices do not fit doubles: slower, and exact for whatever a venue may send. */
export class ExactLevels implements LevelStore {
  readonly #sides: Readonly<Record<BookSide, ExactSide>> = {
    bids: { keys: [], levels: [] },
    asks: { keys: [], levels: [] },
  };

  /** Takes over the levels of another store, the worst first, which puts each at an end. */
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

/** Where a key is, or is to be put. */
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
