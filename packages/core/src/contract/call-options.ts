/** Options of every call. */
export interface CallOptions {
  /** Aborts the call. When the request has already been sent, the outcome of an order is unknown. */
  readonly signal?: AbortSignal | undefined;
  /** The timeout of the whole call in milliseconds, with all waits, pages and bodies. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

export interface BalanceOptions extends CallOptions {
  /** True to include assets with a zero balance. Default false. */
  readonly includeZero?: boolean | undefined;
}

export interface OrderBookOptions extends CallOptions {
  /** Levels per side: an integer from 1, or `Infinity` for all that the venue returns. Default 50. */
  readonly depth?: number | undefined;
}
