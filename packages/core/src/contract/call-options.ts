/** Options of every call. */
export interface CallOptions {
  /** Ends the call. Before the request has left, nothing was sent; after it, an order's outcome is unknown. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call: waits, all pages and bodies included. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

export interface BalanceOptions extends CallOptions {
  /** Also the assets of which nothing is held. Default false. */
  readonly includeZero?: boolean | undefined;
}

export interface OrderBookOptions extends CallOptions {
  /** Levels a side: an integer from 1, or `Infinity` for all that the venue gives. Default 50. */
  readonly depth?: number | undefined;
}
