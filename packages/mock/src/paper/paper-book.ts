/** A price, and what is offered there in the base asset: decimal strings. */
export interface PaperLevel {
  readonly price: string;
  readonly quantity: string;
}

/** Levels in any order; a CQC `OrderBook` can be given as it is. */
export interface PaperBook {
  readonly bids: readonly PaperLevel[];
  readonly asks: readonly PaperLevel[];
}
