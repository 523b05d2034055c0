/** The key of the order stream: there is one for the whole account. */
export const ALL_ORDERS = "";

/** The number of past trades of a symbol that a new subscriber receives as history. */
export const REMEMBERED_TRADES = 100;
