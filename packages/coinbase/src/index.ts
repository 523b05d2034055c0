/** `@cqvx/coinbase`: Coinbase Advanced Trade behind the `VenueClient` of CQVX. */

export * from "@cqvx/core";
export { type CoinbaseClient, createCoinbaseClient } from "./client.ts";
export type { CdpCredentials, CoinbaseConfig, CoinbaseCredentials, LegacyCredentials } from "./config.ts";
export type { CancelAnswer, CoinbaseBatchCancel } from "./extras/batch-cancel.ts";
export type { CoinbaseMarketData, TradesOptions } from "./extras/market-data.ts";
export type { CoinbasePortfolio, CoinbasePortfolios } from "./extras/portfolios.ts";
export type { CoinbaseOrderOptions, TwapSlices } from "./normalizer/order-options.ts";
