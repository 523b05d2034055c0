/** `@cqvx/core/venue`: what the author of a venue package builds with. Services do not need it. */

export { MalformedReply } from "./errors/malformed-reply.ts";
export type { Page } from "./http/collect-pages.ts";
export { type Connection, createConnection, type VenueFacts } from "./http/connection.ts";
export type { Query } from "./http/query.ts";
export { readPages } from "./http/read-pages.ts";
export type { Refusal, RefusalReader } from "./http/refusal.ts";
export { safeText } from "./http/safe-text.ts";
export type { CallRunner, VenueCall } from "./http/venue-call.ts";
export type { HttpRequest, Received, VenueHttp } from "./http/venue-http.ts";
export { createAmendMethods } from "./methods/amend-methods.ts";
export { assembleClient, type ClientFacts } from "./methods/assemble-client.ts";
export { createFillMethods, createListedFillMethods } from "./methods/fill-methods.ts";
export { createHealthMethods } from "./methods/health-methods.ts";
export { listOrders } from "./methods/list-newest.ts";
export {
  createAccountMethods,
  createListedProductMethods,
  createMarketMethods,
  createProductMethods,
} from "./methods/reading-methods.ts";
export { createTradingMethods } from "./methods/trading-methods.ts";
export { checkBook } from "./normalize/check-book.ts";
export { EMPTY_REPORT } from "./normalize/empty-report.ts";
export { nonZeroPrice, remainingQuantity, spotFee } from "./normalize/order-amounts.ts";
export { type AssetAccount, sumBalances } from "./normalize/sum-balances.ts";
export { createLocalBook, type LocalBook } from "./order-book/local-book.ts";
export { createLevelReader } from "./order-book/read-levels.ts";
export type { LimitedRequests, LimitFacts } from "./rate-limit/scopes.ts";
export type { ResolvedRuntime } from "./runtime/resolve-runtime.ts";
export { createSequencedProtocol, isSnapshot, type SequencedFacts } from "./stream/sequenced-protocol.ts";
export { createStreaming, type StreamingSpec, type VenueStreams } from "./stream/streaming.ts";
export { checkOrigin } from "./validation/base-url.ts";
export type { CheckedClientConfig } from "./validation/client-config.ts";
export { checkConstant } from "./validation/constant.ts";
export { checkDepth } from "./validation/depth.ts";
export { checkEach } from "./validation/each.ts";
export {
  type CheckedFillFilter,
  type CheckedOrderFilter,
  checkFillFilter,
  checkOrderFilter,
} from "./validation/filters.ts";
export { checkClientOrderId, checkOrderId, checkSymbol } from "./validation/identifiers.ts";
export { checkKnownFields } from "./validation/known-fields.ts";
export { type CheckedOrder, checkNewOrder } from "./validation/new-order.ts";
export { checkTime } from "./validation/time.ts";
export { compareDecimals, divideDecimals, subtractDecimals, sumDecimals } from "./values/decimal.ts";
export { isPositiveDecimal, isZero, normalizeDecimal } from "./values/decimal-text.ts";
export { type EnumTable, enumTable } from "./values/enum-table.ts";
export { readJsonObject } from "./values/json.ts";
export type { JsonObject } from "./values/json-object.ts";
export {
  compareTimestamps,
  type EpochUnit,
  parseTimestamp,
  timestampFromEpoch,
  timestampFromMilliseconds,
} from "./values/timestamp.ts";
export { uuidV4 } from "./values/uuid.ts";
export { withPresent } from "./values/with-present.ts";
