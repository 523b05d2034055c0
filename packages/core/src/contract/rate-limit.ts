/** A limit on the requests in any window of time. */
export interface WindowLimit {
  readonly limit: number;
  /** The length of the window in milliseconds. Default 1,000. */
  readonly windowMs?: number | undefined;
}

/** A token bucket: `burst` requests at once, and `rate` per second in the long run. */
export interface BucketLimit {
  /** Requests per second. */
  readonly rate: number;
  readonly burst: number;
}

export interface RateLimitOptions {
  /**
   * The tolerance for network jitter in milliseconds. Requests can differ by this much in transit time and still do not
   * exceed the venue's window. Default: 3 % of the window, within 10 and 250.
   */
  readonly marginMs?: number | undefined;
  /**
   * The share of the limit that is reserved for cancels, so that they do not wait for orders and reads. 0 to 0.5, rounded
   * up to whole requests. Default 0.1 for a limit that cancels fall under, otherwise 0.
   */
  readonly cancelShare?: number | undefined;
  /**
   * The name of the group that shares this limit, such as one per account or per address. Clients of one `RateLimiter` with
   * the same group share the limit and must configure the same window. Default "default".
   */
  readonly group?: string | undefined;
}

/** A rate limit of a venue. */
export type RateLimit = (WindowLimit | BucketLimit) & RateLimitOptions;

/** Limits by name. `false` disables a limit. */
export type RateLimits<Name extends string = string> = Readonly<
  Partial<Record<Name, RateLimit | false | undefined>>
>;

/** The priority of a waiting request: cancels go first, then orders and edits, then reads. */
export type RequestPriority = "cancel" | "order" | "read";

/** A checked limit, with its margin included. */
export interface ScopeLimit {
  readonly kind: "window" | "bucket";
  /** The number of requests that fit in a window or a full bucket. */
  readonly size: number;
  /** The length of a window, or the time to refill an empty bucket, in milliseconds. */
  readonly spanMs: number;
  /** The part of `size` that is reserved for cancels. */
  readonly reserve: number;
  readonly marginMs: number;
}

/** One limit that a request falls under, and the weight of the request there. */
export interface LimitedScope {
  /**
   * The key of the limit, such as "coinbase:api.coinbase.com:private:default". All requests that share the limit have the
   * same key. It holds no secret.
   */
  readonly key: string;
  readonly limit: ScopeLimit;
  readonly weight: number;
}

/** A request for a permit, under one or more limits. */
export interface PermitRequest {
  /** The limits that the request falls under. It needs a slot in each of them at the same time. */
  readonly scopes: readonly LimitedScope[];
  readonly priority: RequestPriority;
  /** The longest wait in milliseconds. The limiter refuses at once when it knows that the wait would be longer. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

/** The rate limit information in a venue's reply. */
export interface RateFeedback {
  /** The wait in milliseconds that the venue asks for when it refused the request. */
  readonly refusedForMs?: number | undefined;
  /** The time in milliseconds for which a limit is used up, and the size of the limit when the venue states it. */
  readonly exhausted?: { readonly forMs: number; readonly limit: number | undefined } | undefined;
}

/** A permit to send one request. Either `finish` or `release` ends it. */
export interface Permit {
  readonly isGranted: true;
  /** Marks the request as sent. Call it right before sending. */
  sent(): void;
  /** Ends a permit after sending. Takes the limit information of the reply's headers, or nothing when the request failed. */
  finish(reply?: RateFeedback): void;
  /** Ends a permit without sending. Another request may take the slot. */
  release(): void;
  /** Takes the limit information of the reply's body, after `finish`. A limiter without this method uses headers only. */
  heed?(reply: RateFeedback): void;
}

/** A refusal: no slot becomes free within `maxWaitMs`. */
export interface PermitDelay {
  readonly isGranted: false;
  /** The shortest time in milliseconds until a slot is free. */
  readonly retryAfterMs: number;
}

/** A limiter that keeps requests within their limits. One limiter can serve many clients and several venues. */
export interface RateLimiter {
  /** Waits for a permit to send. Rejects with the reason of the signal when that aborts. */
  acquire(request: PermitRequest): Promise<Permit | PermitDelay>;
}
