/** What is left after a request, as venues report it in headers. */
export interface RateLimitState {
  readonly allowed: boolean;
  /** The most requests at once: the burst of a bucket, the limit of a window. */
  readonly limit: number;
  /** How many more requests would be allowed now. */
  readonly remaining: number;
  /** Whole seconds, rounded up: until a bucket is full again, until a window lets one request more through than now. */
  readonly resetSeconds: number;
}

/** Counts the requests of one key. */
export interface Allowance {
  /** Asks for one request, and counts it when it is allowed. */
  take(): RateLimitState;
}
