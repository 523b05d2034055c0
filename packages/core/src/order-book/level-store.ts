import type { PriceLevel } from "../cqc/messages.ts";

export type BookSide = "bids" | "asks";

/** Where the levels of a book are. */
export interface LevelStore {
  /**
   * Sets the quantity at a price, or removes its level. False, and nothing is changed, when the price does not fit in this
   * store. Throws `MalformedReply` for a price that is none.
   */
  set(side: BookSide, price: string, quantity: string | undefined): boolean;
  isCrossed(): boolean;
  best(side: BookSide, depth: number): PriceLevel[];
  size(side: BookSide): number;
}
