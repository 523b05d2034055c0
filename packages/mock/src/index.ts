/** `@cqvx/mock`: in-memory clients and message builders, for tests of services that use CQVX. */

export type { Answer, AnswerContext, AnswerFunction, AnswerSetter } from "./mock/answers/answers.ts";
export type { CallCounts, RecordedCalls } from "./mock/methods/recorded-calls.ts";
export {
  type AnswerSetters,
  createMockClient,
  type MockClient,
  type MockClientOptions,
} from "./mock/mock-client.ts";
export type { StreamControls, StreamSelection } from "./mock/streams/stream-controls.ts";

// The paper exchange.

export type { OthersTrade } from "./paper/exchange/other-traders.ts";
export type { PaperBookInput, PaperLevelInput } from "./paper/market/paper-book.ts";
export type { PaperOptions } from "./paper/options/paper-options.ts";
export type { ProductRules } from "./paper/options/paper-product.ts";
export { type ConnectionLevers, createPaperClient, type PaperClient } from "./paper/paper-client.ts";
export type { MarketLevers } from "./paper/paper-levers.ts";

// Builders of messages and errors.

export { type AssetOverrides, type BalanceOverrides, buildBalance } from "./builders/build-balance.ts";
export { buildExecutionReport } from "./builders/build-execution-report.ts";
export { buildFill } from "./builders/build-fill.ts";
export { buildOrder } from "./builders/build-order.ts";
export { buildOrderBook, type LevelOverrides, type OrderBookOverrides } from "./builders/build-order-book.ts";
export { buildProduct } from "./builders/build-product.ts";
export { buildTrade } from "./builders/build-trade.ts";
export { buildVenueError } from "./builders/build-venue-error.ts";
export {
  type GeneratedBookOptions,
  generateOrderBook,
  generateOrderBooks,
} from "./builders/generate-order-books.ts";
export type { Overrides } from "./builders/overrides.ts";

// Time.

export { createManualClock, type ManualClock } from "./venue/manual-clock.ts";

// Re-exported for tests: the types of the contract,

export type {
  Balance,
  CallOptions,
  CapabilityMethod,
  Clock,
  ExecutionReport,
  HealthReport,
  NewOrder,
  Order,
  OrderBook,
  PriceLevel,
  Product,
  StreamState,
  Subscription,
  Timestamp,
  Trade,
  VenueClient,
  VenueErrorFields,
  VenueErrorKind,
} from "@cqvx/core";

// and its constants and errors.

export {
  isVenueError,
  Liquidity,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  ProductStatus,
  TERMINAL_STATUSES,
  TimeInForce,
  VenueError,
} from "@cqvx/core/in-memory";
