/** A price, and what is offered there in the base asset: decimal strings. */
export interface PaperLevel {
  readonly price: string;
  readonly quantity: string;
}

/** What others offer, best first and each price once. */
export interface PaperBook {
  readonly bids: readonly PaperLevel[];
  readonly asks: readonly PaperLevel[];
}

/** A level as a test gives it: `{ price, quantity }`, or the two of them in short. */
export type PaperLevelInput = PaperLevel | readonly [price: string, quantity: string];

/** Levels in any order; a CQC `OrderBook` can be given as it is. */
export interface PaperBookInput {
  readonly bids: readonly PaperLevelInput[];
  readonly asks: readonly PaperLevelInput[];
}
