import type { PriceLevel } from "../cqc/messages.ts";
import { ExactLevels } from "./exact-levels.ts";
import type { BookSide, LevelStore } from "./level-store.ts";
import { readQuantity } from "./read-amount.ts";
import { ScaledLevels } from "./scaled-levels.ts";

export type { BookSide } from "./level-store.ts";

/** A local copy of a book that a venue's updates keep current. It is exact for any number of digits. */
export interface LocalBook {
  /** Removes all levels, before a new snapshot. */
  clear(): void;
  /**
   * Sets the quantity at a price. A quantity of zero removes the level, if there is one. Prices are equal by value: "100.1"
   * and "100.10" are one level. Throws `MalformedReply` for text that is not a decimal, a price that is not above zero, or a
   * quantity below zero. The book is then unchanged.
   */
  set(side: BookSide, price: string, quantity: string): void;
  /** True when the best bid is above the best ask. */
  isCrossed(): boolean;
  /** Returns the best levels of a side, best first, with the digits that the venue sent. They never change afterwards. */
  best(side: BookSide, depth: number): PriceLevel[];
  size(side: BookSide): number;
}

/** Creates an empty book. It is fast while all prices fit doubles exactly at one scale, and exact in any case. */
export function createLocalBook(): LocalBook {
  let levels: LevelStore = new ScaledLevels();
  return {
    clear: () => {
      levels = new ScaledLevels();
    },
    set: (side, price, quantity) => {
      const kept = readQuantity(quantity);
      if (levels.set(side, price, kept)) return;
      levels = new ExactLevels(levels);
      levels.set(side, price, kept);
    },
    isCrossed: () => levels.isCrossed(),
    best: (side, depth) => levels.best(side, depth),
    size: (side) => levels.size(side),
  };
}
