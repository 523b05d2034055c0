import type { ClientConfig } from "@cqvx/core";
import type { Connection, LimitFacts, VenueAddress } from "@cqvx/core/venue";

/**
 * A key of the Coinbase Developer Platform. `keyName` is `organizations/{id}/apiKeys/{id}` or a bare UUID; `privateKey` is
 * the PEM of an ECDSA P-256 key (literal `\n` allowed) or the base64 of an Ed25519 key. The type of the key selects the
 * signature algorithm. https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export interface CdpCredentials {
  readonly keyName: string;
  readonly privateKey: string;
}

/**
 * A legacy key, which signs with HMAC-SHA256. Advanced Trade has refused these keys since February 2025. Use one only with a
 * gateway that accepts it. With a `passphrase` the client signs as Coinbase Exchange requires.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/legacy-keys
 */
export interface LegacyCredentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string | undefined;
}

export type CoinbaseCredentials = CdpCredentials | LegacyCredentials;

/** The configuration of a client. Without `credentials` or a `signer` the client reads public market data only. */
export interface CoinbaseConfig extends ClientConfig<CoinbaseCredentials, keyof typeof RATE_LIMITS> {
  /** The portfolio of orders. Needed only for a key that is not bound to a portfolio. */
  readonly retailPortfolioId?: string | undefined;
}

/** The connection of a client, with the configuration that only Coinbase has. */
export type CoinbaseConnection = Connection<{ readonly retailPortfolioId: string | undefined }>;

/**
 * Requests per second. Older documentation of Coinbase allowed 30 for a user and 10 for an IP address. The current one has no
 * such numbers. The client stays at or below the older limits.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api
 */
const RATE_LIMITS: Readonly<Record<"private" | "public", LimitFacts>> = {
  private: { limit: { limit: 15 }, appliesTo: "signed" },
  public: { limit: { limit: 10 }, appliesTo: "public" },
};

/** The addresses of Coinbase and its rate limits. */
export const ADDRESS: VenueAddress = {
  venue: "coinbase",
  defaultBaseUrl: "https://api.coinbase.com",
  // https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview
  defaultWsUrls: {
    market: "wss://advanced-trade-ws.coinbase.com",
    user: "wss://advanced-trade-ws-user.coinbase.com",
  },
  basePath: ["api", "v3", "brokerage"],
  rateLimits: RATE_LIMITS,
};

/**
 * The paths of the REST API below `basePath`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/introduction
 */
export const ENDPOINTS = {
  accounts: ["accounts"],
  bestBidAsk: ["best_bid_ask"],
  cancelOrders: ["orders", "batch_cancel"],
  editOrder: ["orders", "edit"],
  fills: ["orders", "historical", "fills"],
  keyPermissions: ["key_permissions"],
  order: ["orders", "historical"],
  orders: ["orders", "historical", "batch"],
  placeOrder: ["orders"],
  portfolios: ["portfolios"],
  previewOrder: ["orders", "preview"],
  time: ["time"],
} as const;

/** The paths of market data: one for signed requests, one for public requests. */
export const MARKET_DATA = {
  productBook: { signed: ["product_book"], public: ["market", "product_book"] },
  products: { signed: ["products"], public: ["market", "products"] },
} as const;

/** The page size of lists. It is the documented maximum for accounts. Coinbase documents none for orders and fills. */
export const PAGE_SIZE = 250;
