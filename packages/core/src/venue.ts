/** `@cqvx/core/venue`: the building blocks of a venue package. Services do not need it. */

export { isSnapshot } from "./connection/protocol/is-snapshot.ts";
export type {
  FrameToSign,
  RefusedTopics,
  SessionParts,
  SocketProtocol,
  SocketSession,
  StreamAction,
  StreamAnswer,
  StreamMessage,
  StreamRefusal,
  Topic,
  TopicEvents,
} from "./connection/protocol/socket-protocol.ts";
export { MalformedReply } from "./errors/malformed-reply.ts";
export { safeText } from "./errors/safe-text.ts";
export type { BookEvents, BookVersion } from "./feeds/book-feed.ts";
export type { OrderEvents } from "./feeds/order-feed.ts";
export type { TradeEvents } from "./feeds/trade-feed.ts";
export type { BookStream, OrderStream, PolledBooks, TradeStream } from "./feeds/venue-streams.ts";
export type { Connection, VenueAddress } from "./http/connection.ts";
export type { HttpRequest, Received } from "./http/http-request.ts";
export { type Page, type PageRequest, readPages } from "./http/read-pages.ts";
export {
  type Decode,
  type Decoded,
  decodeByStatus,
  type Refusal,
  type RefusalReader,
} from "./http/reply/decode.ts";
export { RefusedReply } from "./http/reply/refused-reply.ts";
export { reportFailure } from "./http/report-failure.ts";
export type { Query } from "./http/request-url.ts";
export type { CallRunner, VenueCall } from "./http/venue-call.ts";
export type { TimeRequest, VenueHttp } from "./http/venue-http.ts";
export { acknowledge } from "./normalize/acknowledge.ts";
export { COINBASE_WORDS, type CoinbaseWords, meaningful } from "./normalize/coinbase-words.ts";
export { EMPTY_ORDER, EMPTY_REPORT } from "./normalize/empty-messages.ts";
export { nonZeroPrice, remainingQuantity, spotFee } from "./normalize/order-amounts.ts";
export { readBook, readLevels, topOfBook } from "./normalize/read-book.ts";
export { type AssetAccount, sumBalances } from "./normalize/sum-balances.ts";
export { createLocalBook, type LocalBook } from "./order-book/local-book.ts";
export { createLevelReader, createTupleReader } from "./order-book/read-levels.ts";
export type { LimitedRequests, LimitFacts } from "./rate-limit/scopes.ts";
export { inBatches } from "./runtime/in-batches.ts";
export type { ResolvedRuntime } from "./runtime/resolve-runtime.ts";
export {
  type Checker,
  type Checkers,
  checkCount,
  checkDecimal,
  countTo,
  oneOf,
  optional,
  shape,
} from "./validation/checkers.ts";
export { checkOrigin } from "./validation/config/base-url.ts";
export type { CheckedClientConfig } from "./validation/config/client-config.ts";
export { checkConstant } from "./validation/constant.ts";
export { checkDepth } from "./validation/depth.ts";
export { checkEach } from "./validation/each.ts";
export { checkClientOrderId, checkOrderId, checkSymbol } from "./validation/identifiers.ts";
export { checkKnownFields } from "./validation/known-fields.ts";
export {
  type CheckedFillFilter,
  type CheckedOrderFilter,
  checkFillFilter,
  checkOrderFilter,
} from "./validation/orders/filters.ts";
export { type CheckedOrder, checkNewOrder } from "./validation/orders/new-order.ts";
export {
  findOrderKind,
  type OrderKind,
  type OrderTerm,
  type OrderTerms,
  readTerms,
  type TermWriter,
  writeTerms,
} from "./validation/orders/order-kinds.ts";
export { checkTime } from "./validation/time.ts";
export { compareDecimals, divideDecimals, subtractDecimals, sumDecimals } from "./values/decimal.ts";
export { isPositiveDecimal, isZero, normalizeDecimal } from "./values/decimal-text.ts";
export { type EnumTable, enumTable } from "./values/enum-table.ts";
export { type ExactNumber, jsonNumber } from "./values/exact-json.ts";
export { asList, asObject, readJson, readJsonObject } from "./values/json.ts";
export { JsonList, JsonObject } from "./values/json-object.ts";
export {
  compareTimestamps,
  type EpochUnit,
  parseTimestamp,
  timestampFromEpoch,
  timestampFromMilliseconds,
} from "./values/timestamp.ts";
export { uuidV4 } from "./values/uuid.ts";
export { withPresent } from "./values/with-present.ts";
export { type ClientFactory, type ClientOf, defineVenue, type VenueFacts } from "./venue/define-venue.ts";
export { runExtra } from "./venue/run-extra.ts";
export type { Answer, HealthProbe, Operations, VenueOperations } from "./venue/venue-operations.ts";
