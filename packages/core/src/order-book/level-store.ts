import type { PriceLevel } from "../cqc/messages.ts";

export type BookSide = "bids" | "asks";

/** A store of the levels of a book. */
export interface LevelStore {
  /**
   * Sets the quantity at a price, or removes its level. Returns false, without a change, when the price does not fit in this
   * store. Throws `MalformedReply` for an invalid price.
   */
  set(side: BookSide, price: string, quantity: string | undefined): boolean;
  isCrossed(): boolean;
  best(side: BookSide, depth: number): PriceLevel[];
  size(side: BookSide): number;
}
