import type { RateLimits } from "./rate-limit.ts";
import type { Signer } from "./signer.ts";

/** Credentials, or a function that returns them. The client calls it again after a refusal, so that keys can rotate. */
export type CredentialsSource<Credentials> = Credentials | (() => Credentials | Promise<Credentials>);

/** Time limits that protect orders. */
export interface OrderSafety {
  /** The time in milliseconds that `cancelOrder` waits for the final state, and `editOrder` for the change. Default 2,000. */
  readonly cancelMs?: number | undefined;
  /**
   * The longest time in milliseconds that an order may wait for the rate limit, or for a retry when nothing was sent. An
   * older order is refused, because the market has moved on. For an edit, the time starts when the order has been read.
   * Default 1,000.
   */
  readonly maxOrderDelayMs?: number | undefined;
}

/**
 * The retry policy. Reads and cancels are sent again after a transient error: no connection, 5xx, 429, or an attempt that
 * used half of the remaining time. Orders and edits are sent again only when nothing can have reached the venue. All
 * retries together are limited to a tenth of the requests, plus ten.
 */
export interface RetryOptions {
  /** Attempts per request, the first one included. Default 3. */
  readonly attempts?: number | undefined;
  /** The backoff in milliseconds: the wait is random between zero and this. It doubles with each retry. Default 100. */
  readonly baseMs?: number | undefined;
  /** The upper bound of the backoff in milliseconds. A wait that the venue asks for may be longer. Default 2,000. */
  readonly capMs?: number | undefined;
}

/**
 * The circuit breaker for a venue that is down. Consecutive failures open the circuit, and then only cancels are sent. The
 * circuit closes when one probe request is answered. Lost connections, timeouts after a second or more, and 5xx count as
 * failures; other errors do not.
 */
export interface CircuitBreakerOptions {
  /** Consecutive failures that open the circuit. Default 5. */
  readonly failures?: number | undefined;
  /** The time in milliseconds until a probe request is sent. Default 2,000. */
  readonly openMs?: number | undefined;
}

/** The origins of a venue's WebSockets, such as "wss://ws.example.com". Plain ws is allowed for loopback only. */
export interface WebSocketUrls {
  /** The socket for books and trades. */
  readonly market?: string | undefined;
  /** The socket for the account's own orders. */
  readonly user?: string | undefined;
}

/** The configuration options that all venues share. */
export interface ClientConfig<Credentials, LimitName extends string = string> {
  readonly credentials?: CredentialsSource<Credentials> | undefined;
  /** A signer to use instead of `credentials`. */
  readonly signer?: Signer | undefined;
  /** The origin of the API without a path, such as "https://api.example.com". Plain http is allowed for loopback only. */
  readonly baseUrl?: string | undefined;
  /** The origins of the venue's sockets. When you set `baseUrl`, streams need these too. */
  readonly wsUrls?: WebSocketUrls | undefined;
  /** The timeout of a whole call in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  readonly orderSafety?: OrderSafety | undefined;
  /** Overrides of the venue's documented limits, by name. `false` disables all limits. */
  readonly rateLimit?: RateLimits<LimitName> | false | undefined;
  /** `false` disables retries. A request refused because of clock skew is still signed and sent once more. */
  readonly retry?: RetryOptions | false | undefined;
  readonly circuitBreaker?: CircuitBreakerOptions | false | undefined;
}
