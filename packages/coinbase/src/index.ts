/** `@cqvx/coinbase`: Coinbase Advanced Trade behind the `VenueClient` of CQVX. */

export { type CoinbaseClient, createCoinbaseClient } from "./client.ts";
export type { CdpCredentials, CoinbaseConfig, CoinbaseCredentials, LegacyCredentials } from "./config.ts";

// What only Coinbase has.

export type { CancelAnswer, CoinbaseBatchCancel } from "./extras/batch-cancel.ts";
export type { CoinbaseMarketData, TradesOptions } from "./extras/market-data.ts";
export type { CoinbaseOrderOptions, TwapSlices } from "./extras/order-options.ts";
export type { CoinbasePortfolio, CoinbasePortfolios } from "./extras/portfolios.ts";

// A client: its roles, and what it can do.

export type { Account, Amend, Capabilities, Fills, Health, Market } from "@cqvx/core";

// Its other roles.

export type { OrderUpdates, Products, Streaming, Trading, VenueClient } from "@cqvx/core";

// The account: what calls give.

export type { AssetBalance, Balance, ExecutionReport, HealthReport, Order, OrderPreview } from "@cqvx/core";

// The market: what calls and streams give.

export type { OrderBook, Price, PriceLevel, Product, Timestamp, Trade, TradeGap } from "@cqvx/core";

// What calls take.

export type { BalanceOptions, CallOptions, FillFilter, NewOrder, OrderBookOptions } from "@cqvx/core";

// How orders are selected.

export type { OrderChanges, OrderFilter, ProductFilter, TimeInput } from "@cqvx/core";

// Streams.

export type { StreamEnd, StreamOptions, StreamState, Subscription } from "@cqvx/core";

// What streams call.

export type { OrderBookHandler, OrderHandler, TradeHandler } from "@cqvx/core";

// How streams are asked for.

export type { SubscribeOptions, SubscribeOrdersOptions, SubscribeTradesOptions } from "@cqvx/core";

// What a client works with.

export type { Clock, FetchLike, Logger, Runtime, Signer, SigningRequest } from "@cqvx/core";

// What its sockets work with.

export type { SigningSubscription, WebSocketConstructor, WebSocketLike, WebSocketUrls } from "@cqvx/core";

// What its sockets say.

export type { WebSocketEventLike } from "@cqvx/core";

// Limits, for several clients.

export { createRateLimiter, type RateLimit, type RateLimiter, type RateLimits } from "@cqvx/core";

// Constants.

export { Liquidity, OrderSide, OrderStatus, OrderType, ProductStatus, TimeInForce } from "@cqvx/core";

// Errors.

export { isVenueError, VenueError, type VenueErrorKind } from "@cqvx/core";

// Ways to print.

export { nameOf, type Plain, timestampToDate, timestampToIso, toPlain } from "@cqvx/core";

// On the grid of a product.

export { checkOrder, roundOrder } from "@cqvx/core";

// Ways to wait.

export { type BookUpdate, iterateOrderBook, iterateOrders, iterateTrades } from "@cqvx/core";

// For an order.

export { type StreamIterator, type WaitForOrderOptions, waitForOrder } from "@cqvx/core";
