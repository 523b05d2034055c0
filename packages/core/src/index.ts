/** `@cqvx/core`: the types, errors and functions that a service uses with every venue. */

export type { AllMethods } from "./contract/all-methods.ts";
export type { Amend, OrderChanges, OrderPreview } from "./contract/amend.ts";
export type { BalanceOptions, CallOptions, OrderBookOptions } from "./contract/call-options.ts";
export type { Capabilities, CapabilityMethod } from "./contract/capabilities.ts";
export type {
  CircuitBreakerOptions,
  ClientConfig,
  CredentialsSource,
  OrderSafety,
  RetryOptions,
  WebSocketUrls,
} from "./contract/client-config.ts";
export type { NewOrder, TimeInput } from "./contract/new-order.ts";
export type { FillFilter, OrderFilter } from "./contract/order-filter.ts";
export type { ProductFilter } from "./contract/product-filter.ts";
export type {
  BucketLimit,
  LimitedScope,
  Permit,
  PermitDelay,
  PermitRequest,
  RateFeedback,
  RateLimit,
  RateLimiter,
  RateLimitOptions,
  RateLimits,
  RequestPriority,
  ScopeLimit,
  WindowLimit,
} from "./contract/rate-limit.ts";
export type {
  Clock,
  FetchLike,
  Logger,
  Runtime,
  WebSocketConstructor,
  WebSocketEventLike,
  WebSocketLike,
} from "./contract/runtime.ts";
export type { FrameSignature, Signer, SigningFrame, SigningRequest } from "./contract/signer.ts";
export type {
  OrderBookHandler,
  OrderHandler,
  StreamEnd,
  StreamOptions,
  StreamState,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  Subscription,
  TradeGap,
  TradeHandler,
} from "./contract/subscription.ts";
export type {
  Account,
  Fills,
  Health,
  HealthReport,
  Market,
  OrderUpdates,
  Products,
  Streaming,
  Trading,
  VenueClient,
} from "./contract/venue-client.ts";
export {
  Liquidity,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  ProductStatus,
  TERMINAL_STATUSES,
  TimeInForce,
} from "./cqc/enums.ts";
export type {
  AssetBalance,
  Balance,
  ExecutionReport,
  MarketData,
  Order,
  OrderBook,
  Price,
  PriceLevel,
  Product,
  Timestamp,
  Trade,
  Venue,
} from "./cqc/messages.ts";
export type { CallContext } from "./errors/call-context.ts";
export { invalidInput, unsupported } from "./errors/invalid-input.ts";
export {
  isVenueError,
  type Sent,
  VenueError,
  type VenueErrorFields,
  type VenueErrorKind,
} from "./errors/venue-error.ts";
export {
  type BookUpdate,
  iterateOrderBook,
  iterateOrders,
  iterateTrades,
} from "./iterate/iterate-streams.ts";
export type { StreamIterator } from "./iterate/stream-iterator.ts";
export { type OrderSource, waitForOrder } from "./orders/wait-for-order.ts";
export type { WaitForOrderOptions } from "./orders/wait-options.ts";
export { checkOrder } from "./products/check-order.ts";
export { roundOrder } from "./products/round-order.ts";
export { createRateLimiter } from "./rate-limit/rate-limiter.ts";
export { timestampToDate, timestampToIso, timestampToMilliseconds } from "./values/timestamp.ts";
export { type Plain, toPlain } from "./values/to-plain.ts";
