import type { ClientConfig } from "@cqvx/core";
import type { Connection, LimitFacts, VenueAddress } from "@cqvx/core/venue";

/**
 * A key of the Coinbase Developer Platform. `keyName` is `organizations/{id}/apiKeys/{id}` or a bare UUID; `privateKey` is
 * the PEM of an ECDSA P-256 key (literal `\n` allowed) or the base64 of an Ed25519 key. The kind of key decides the
 * signature. https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export interface CdpCredentials {
  readonly keyName: string;
  readonly privateKey: string;
}

/**
 * A legacy key, signed with HMAC-SHA256. Coinbase switched these off for Advanced Trade in February 2025; they still sign
 * correctly for a gateway that takes them. With a `passphrase` the signature is that of Coinbase Exchange.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/legacy-keys
 */
export interface LegacyCredentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string | undefined;
}

export type CoinbaseCredentials = CdpCredentials | LegacyCredentials;

/** Without `credentials` or a `signer` the client reads public market data only. */
export interface CoinbaseConfig extends ClientConfig<CoinbaseCredentials, keyof typeof RATE_LIMITS> {
  /** The portfolio of orders. Only keys that are not bound to one need it. */
  readonly retailPortfolioId?: string | undefined;
}

/** What the methods of a client work with. */
export type CoinbaseConnection = Connection<{ readonly retailPortfolioId: string | undefined }>;

/**
 * Below what Coinbase once documented, 30 a second for a user and 10 for an address; today it publishes no number.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api
 */
const RATE_LIMITS: Readonly<Record<"private" | "public", LimitFacts>> = {
  private: { limit: { limit: 15 }, appliesTo: "signed" },
  public: { limit: { limit: 10 }, appliesTo: "public" },
};

/** Where Coinbase is, and what it allows. */
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

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/introduction */
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

/** Market data, under a path for those with a key and one for everybody. */
export const MARKET_DATA = {
  productBook: { signed: ["product_book"], public: ["market", "product_book"] },
  products: { signed: ["products"], public: ["market", "products"] },
} as const;

/** The largest page that Coinbase documents for accounts; orders and fills name no maximum. */
export const PAGE_SIZE = 250;
