/**
 * `@cqvx/core/streams`: sockets, feeds and subscriptions. The first `subscribe…` of a client imports it, so that a client
 * without subscriptions never loads it. A venue package imports its socket protocol from here, in a file that is imported on
 * demand too.
 */

export { type CoinbaseSocketFacts, createCoinbaseSockets } from "./connection/protocol/coinbase-sockets.ts";
export { createRequestAnswers, type RequestAnswers } from "./connection/protocol/request-answers.ts";
export { createStreaming } from "./feeds/streaming.ts";
export { deliverBooks } from "./subscribers/book-delivery.ts";
export { deliverOrders, deliverTrades } from "./subscribers/queued-delivery.ts";
export { createSubscriptions } from "./subscribers/subscriptions.ts";
