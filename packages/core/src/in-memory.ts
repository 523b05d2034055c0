/**
 * `@cqvx/core/in-memory`: the building blocks of a client without a network, such as the clients of `@cqvx/mock`. Services do
 * not need it. It repeats some exports of the main entry, so that such a client loads this entry only.
 */

export { CAPABILITY_METHODS, CONTRACT_METHODS, OPTIONAL_METHODS } from "./contract/capabilities.ts";
export type { BookView } from "./feeds/book-feed.ts";
export { createAudience, createFeedPool, type Feed, type FeedPool, type FeedSource } from "./feeds/feed.ts";
export type { TradeBatch } from "./feeds/trade-feed.ts";
export { type Effect, readAttemptFailure, startAttempt } from "./http/attempt.ts";
export type { ClientParts } from "./http/venue-call.ts";
export { type CallRunner, createCallRunner, type VenueCall } from "./http/venue-call.ts";
export { assembleClient } from "./methods/assemble-client.ts";
export type { ClientOperations } from "./methods/client-operations.ts";
export { createMethods } from "./methods/create-methods.ts";
export { createLocalStreams } from "./methods/local-streams.ts";
export { EMPTY_REPORT } from "./normalize/empty-messages.ts";
export { remainingQuantity } from "./normalize/order-amounts.ts";
export { matchesFill, matchesOrder, newestFills, newestOrders } from "./normalize/select-newest.ts";
export { type AssetAccount, sumBalances } from "./normalize/sum-balances.ts";
export { cancelOrder } from "./order-changes/cancel-order.ts";
export { checkAgainst } from "./products/check-order.ts";
export { nextTurn } from "./runtime/next-turn.ts";
export { resolveRuntime } from "./runtime/resolve-runtime.ts";
export { systemClock } from "./runtime/system-clock.ts";
export { checkRuntime } from "./validation/config/runtime.ts";
export { checkConstant } from "./validation/constant.ts";
export { checkEach } from "./validation/each.ts";
export { checkSymbol } from "./validation/identifiers.ts";
export { checkKnownFields } from "./validation/known-fields.ts";
export { checkNumber } from "./validation/number.ts";
export type { CheckedFillFilter, CheckedOrderFilter } from "./validation/orders/filters.ts";
export type { CheckedOrder } from "./validation/orders/new-order.ts";
export { checkOrderChanges } from "./validation/orders/order-changes.ts";
export { checkTime } from "./validation/time.ts";
export { checkTimeoutMs } from "./validation/timeout.ts";
export {
  compareDecimals,
  divideDecimals,
  isLess,
  locateOnGrid,
  multiply,
  subtractDecimals,
  sumDecimals,
} from "./values/decimal.ts";
export { isPositiveDecimal, isZero } from "./values/decimal-text.ts";
export {
  compareTimestamps,
  timestampFromMilliseconds,
  timestampToMilliseconds,
} from "./values/timestamp.ts";
export { uuidV4 } from "./values/uuid.ts";
export { withPresent } from "./values/with-present.ts";

// Exports of the main entry, repeated here.

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
export { invalidInput, unsupported } from "./errors/invalid-input.ts";
export { isVenueError, VenueError } from "./errors/venue-error.ts";
export { toPlain } from "./values/to-plain.ts";
