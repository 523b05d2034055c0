/** A price and the quantity offered there, in the base asset. Both are decimal strings. */
export interface PaperLevel {
  readonly price: string;
  readonly quantity: string;
}

/** The offers of other traders: best price first, each price once. */
export interface PaperBook {
  readonly bids: readonly PaperLevel[];
  readonly asks: readonly PaperLevel[];
}

/** A level as a test gives it: `{ price, quantity }`, or `[price, quantity]` for short. */
export type PaperLevelInput = PaperLevel | readonly [price: string, quantity: string];

/** The levels of both sides, in any order. A CQC `OrderBook` is accepted too. */
export interface PaperBookInput {
  readonly bids: readonly PaperLevelInput[];
  readonly asks: readonly PaperLevelInput[];
}
