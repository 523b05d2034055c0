/** The state of a limit after a request, as venues report it in headers. */
export interface RateLimitState {
  readonly allowed: boolean;
  /** The most requests at once: the burst of a bucket, or the limit of a window. */
  readonly limit: number;
  /** The number of further requests that are allowed at this moment. */
  readonly remaining: number;
  /**
   * Whole seconds, rounded up: until a bucket is full again, or until a window allows one more request than at this
   * moment.
   */
  readonly resetSeconds: number;
}

/** The counter of one key's requests. */
export interface Allowance {
  /** Counts a request if it is allowed. */
  take(): RateLimitState;
}
