/** The key of the one stream of the account's orders. */
export const ALL_ORDERS = "";

/** Trades of a symbol that a new subscriber can have as history. */
export const REMEMBERED_TRADES = 100;
