/** `@cqvx/core/venue`: what the author of a venue package builds with. Services do not need it. */

export { createCapabilities } from "./contract/capabilities.ts";
export { MalformedReply } from "./errors/malformed-reply.ts";
export { awaitFinalStatus } from "./http/await-final-status.ts";
export { collectPages, type Page } from "./http/collect-pages.ts";
export { type Connection, createConnection, type VenueFacts } from "./http/connection.ts";
export { measureClock } from "./http/measure-clock.ts";
export type { Query } from "./http/query.ts";
export type { Refusal, RefusalReader } from "./http/refusal.ts";
export { safeText } from "./http/safe-text.ts";
export type { CallRunner, VenueCall } from "./http/venue-call.ts";
export type { HttpRequest, Received, VenueHttp } from "./http/venue-http.ts";
export { checkBook } from "./normalize/check-book.ts";
export { nonZeroPrice, remainingQuantity, spotFee } from "./normalize/order-amounts.ts";
export { matchesFill, matchesOrder, newestFills, newestOrders } from "./normalize/select-newest.ts";
export { type AssetAccount, sumBalances } from "./normalize/sum-balances.ts";
export { createLocalBook, type LocalBook } from "./order-book/local-book.ts";
export { createLevelReader } from "./order-book/read-levels.ts";
export type { ResolvedRuntime } from "./runtime/resolve-runtime.ts";
export { createSequencedProtocol, isSnapshot, type SequencedFacts } from "./stream/sequenced-protocol.ts";
export { createStreaming, type StreamingSpec, type VenueStreams } from "./stream/streaming.ts";
export { checkOrigin } from "./validation/base-url.ts";
export type { CheckedClientConfig } from "./validation/client-config.ts";
export { checkConstant } from "./validation/constant.ts";
export { checkDepth } from "./validation/depth.ts";
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
export {
  compareDecimals,
  divideDecimals,
  isPositiveDecimal,
  isZero,
  normalizeDecimal,
  subtractDecimals,
  sumDecimals,
} from "./values/decimal.ts";
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
