import type { PriceLevel } from "../cqc/messages.ts";
import { ExactLevels } from "./exact-levels.ts";
import type { BookSide, LevelStore } from "./level-store.ts";
import { readQuantity } from "./read-amount.ts";
import { ScaledLevels } from "./scaled-levels.ts";

export type { BookSide } from "./level-store.ts";

/** A book kept up to date by a venue's changes; exact, whatever the digits. */
export interface LocalBook {
  /** Empties it, for a snapshot to come. */
  clear(): void;
  /**
   * Sets what rests at a price; zero removes the level, also one that is not there. Levels are told apart by the value of
   * their price: "100.1" and "100.10" are one. Throws `MalformedReply` for what is no decimal, a price that is not above
   * zero, or a quantity below it; then the book is as it was.
   */
  set(side: BookSide, price: string, quantity: string): void;
  /** Whether the best bid is above the best ask. */
  isCrossed(): boolean;
  /** The best levels of a side, best first, with the digits that the venue sent. They never change afterwards. */
  best(side: BookSide, depth: number): PriceLevel[];
  size(side: BookSide): number;
}

/** An empty book. It is fast as long as its prices fit doubles exactly at one scale, and exact in any case. */
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
