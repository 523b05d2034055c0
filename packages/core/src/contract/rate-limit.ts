/** At most so many requests in any window of time. */
export interface WindowLimit {
  readonly limit: number;
  /** Milliseconds. Default 1,000. */
  readonly windowMs?: number | undefined;
}

/** A token bucket: so many requests at once, and in the long run so many a second. */
export interface BucketLimit {
  /** Requests a second. */
  readonly rate: number;
  readonly burst: number;
}

export interface RateLimitOptions {
  /**
   * Milliseconds by which requests may be differently long on their way without meeting in one window at the venue.
   * Default: 3 % of the window, within 10 and 250.
   */
  readonly marginMs?: number | undefined;
  /**
   * The share that orders and reads leave free, so that a cancel need not wait for them: 0 to 0.5, rounded up to whole
   * requests. Default 0.1 where orders are cancelled under this limit, and else 0.
   */
  readonly cancelShare?: number | undefined;
  /** Clients of one `RateLimiter` share a limit when its group is the same, and have to give it the same window: name one for each account, or address. Default "default". */
  readonly group?: string | undefined;
}

/** What a venue allows. */
export type RateLimit = (WindowLimit | BucketLimit) & RateLimitOptions;

/** Limits by name; `false` lifts one. */
export type RateLimits<Name extends string = string> = Readonly<
  Partial<Record<Name, RateLimit | false | undefined>>
>;

/** What waits together: cancels go first, then orders and edits, then reads. */
export type RequestPriority = "cancel" | "order" | "read";

/** A limit as it is kept: checked, with its margin in it. */
export interface ScopeLimit {
  readonly kind: "window" | "bucket";
  /** Requests at once: of a window, or of a full bucket. */
  readonly size: number;
  /** Milliseconds of a window, or in which a bucket is full again. */
  readonly spanMs: number;
  /** How many of `size` only cancels may take. */
  readonly reserve: number;
  readonly marginMs: number;
}

/** One limit that a request falls under, and what it costs there. */
export interface LimitedScope {
  /** The same for all that share the limit: "coinbase:api.coinbase.com:private:default". It has no secret in it. */
  readonly key: string;
  readonly limit: ScopeLimit;
  readonly weight: number;
}

/** What a request needs to be sent. */
export interface PermitRequest {
  /** All of them at once. */
  readonly scopes: readonly LimitedScope[];
  readonly priority: RequestPriority;
  /** Longer is not worth waiting: it is refused, at once where that is known. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

/** What the venue said of its limits with a reply. */
export interface RateFeedback {
  /** It refused the request, and wants none for so long. */
  readonly refusedForMs?: number | undefined;
  /** Nothing is left of so many (where it says of how many) for so long. */
  readonly exhausted?: { readonly forMs: number; readonly limit: number | undefined } | undefined;
}

/** Leave to send one request. One of `settle` and `release` ends it. */
export interface Permit {
  readonly isGranted: true;
  /** Right before the request is sent. */
  sent(): void;
  /** The reply's headers are there, with what they say of the limits; without it, the request failed. */
  settle(reply?: RateFeedback): void;
  /** It was not sent: others may have the place. */
  release(): void;
  /** After `settle`: what the body of the reply says of the limits. A limiter without it hears of headers only. */
  heed?(reply: RateFeedback): void;
}

/** No leave within the time that the request has. */
export interface PermitDelay {
  readonly isGranted: false;
  /** Milliseconds until a place is free, at least. */
  readonly retryAfterMs: number;
}

/** Keeps requests within limits. One can serve many clients, also of several venues. */
export interface RateLimiter {
  /** Waits for leave to send; rejects with the reason of the signal when that aborts. */
  acquire(request: PermitRequest): Promise<Permit | PermitDelay>;
}
