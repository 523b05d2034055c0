import type { RateLimits } from "./rate-limit.ts";
import type { Signer } from "./signer.ts";

/** Credentials as data, or a function giving them: it is asked again after the venue refused them, for key rotation. */
export type CredentialsSource<Credentials> = Credentials | (() => Credentials | Promise<Credentials>);

/** How hard a client tries to learn what became of an order. */
export interface OrderSafety {
  /** Milliseconds that `cancelOrder` waits for the order's final state, and `editOrder` for the change. Default 2,000. */
  readonly cancelMs?: number | undefined;
  /**
   * Milliseconds that an order, or an edit once the order has been read, may wait for the rate limit or after a failure in
   * which nothing was sent: an older one is not what its sender wants any more. Default 1,000.
   */
  readonly maxOrderDelayMs?: number | undefined;
}

/**
 * How requests that failed are sent again: those that change nothing and cancels, after what may pass (no connection, 5xx,
 * 429, an attempt that takes half of the time left); orders and edits only when nothing of them can have reached the venue. All retries together
 * are at most a tenth of the requests, and ten more.
 */
export interface RetryOptions {
  /** Of one request, the first included. Default 3. */
  readonly attempts?: number | undefined;
  /** Milliseconds: the wait is anywhere between zero and this, which doubles each time. Default 100. */
  readonly baseMs?: number | undefined;
  /** The longest such wait in milliseconds, but for one that the venue asks for. Default 2,000. */
  readonly capMs?: number | undefined;
}

/**
 * When to leave a venue alone that is down: failures in a row open the circuit, and then nothing is sent but cancels, until
 * one request finds that the venue answers again. Only lost connections, timeouts after a second or more, and 5xx count.
 */
export interface CircuitBreakerOptions {
  /** In a row. Default 5. */
  readonly failures?: number | undefined;
  /** Milliseconds until one request is let through to see. Default 2,000. */
  readonly openMs?: number | undefined;
}

/** The origins of a venue's WebSockets: "wss://ws.example.com". Plain ws only to loopback. */
export interface WebSocketUrls {
  /** Books and trades. */
  readonly market?: string | undefined;
  /** The account's own orders. */
  readonly user?: string | undefined;
}

/** The configuration that every venue has. */
export interface ClientConfig<Credentials, LimitName extends string = string> {
  readonly credentials?: CredentialsSource<Credentials> | undefined;
  /** Instead of `credentials`. */
  readonly signer?: Signer | undefined;
  /** Origin only: "https://api.example.com". Plain http only to loopback. */
  readonly baseUrl?: string | undefined;
  /** Where the venue has sockets. With a `baseUrl` of your own, streams need theirs too. */
  readonly wsUrls?: WebSocketUrls | undefined;
  /** Milliseconds for a whole call. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  readonly orderSafety?: OrderSafety | undefined;
  /** Limits other than the venue's documented ones, by name; `false`: none at all. */
  readonly rateLimit?: RateLimits<LimitName> | false | undefined;
  /** `false`: nothing is sent twice, but for what was signed with a clock that was off. */
  readonly retry?: RetryOptions | false | undefined;
  readonly circuitBreaker?: CircuitBreakerOptions | false | undefined;
}
