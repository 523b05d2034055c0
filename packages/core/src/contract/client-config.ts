import type { Signer } from "./signer.ts";

/** Credentials as data, or a function giving them: it is asked again after the venue refused them, for key rotation. */
export type CredentialsSource<Credentials> = Credentials | (() => Credentials | Promise<Credentials>);

/** How hard a client tries to learn what became of an order. */
export interface OrderSafety {
  /** Milliseconds that `cancelOrder` waits for the order's final state, and `editOrder` for the change. Default 2,000. */
  readonly cancelMs?: number | undefined;
}

/** The origins of a venue's WebSockets: "wss://ws.example.com". Plain ws only to loopback. */
export interface WebSocketUrls {
  /** Books and trades. */
  readonly market?: string | undefined;
  /** The account's own orders. */
  readonly user?: string | undefined;
}

/** The configuration that every venue has. */
export interface ClientConfig<Credentials> {
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
}
