/**
 * `@cqvx/core/streams`: sockets, feeds and subscriptions. The first `subscribe…` of a client loads it. Authors of venue
 * packages import their socket protocols from here, in a file that is loaded on demand too.
 */

export { type CoinbaseSocketFacts, createCoinbaseSockets } from "./connection/coinbase/coinbase-sockets.ts";
export { createRequestAnswers, type RequestAnswers } from "./connection/session/request-answers.ts";
export { createStreaming } from "./feeds/streaming.ts";
export { deliverBooks, deliverOrders, deliverTrades } from "./subscribers/deliveries.ts";
export { createSubscriptions } from "./subscribers/subscriptions.ts";
