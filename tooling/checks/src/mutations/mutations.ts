import type { Mutation } from "./mutation.ts";

/** The behaviours, each with a change that breaks it and the test that must fail then. */
export const mutations: readonly Mutation[] = [
  {
    behaviour: "an order whose reply is lost has an unknown outcome",
    file: "packages/core/src/http/attempt.ts",
    find: "if (effect === undefined || notExecuted)",
    replace: "if (effect !== 'nothing')",
    test: {
      file: "packages/core/src/http/transport.test.ts",
      name: "a reset after the request leaves the outcome of an order unknown",
    },
  },
  {
    behaviour: "redirects are not followed",
    file: "packages/core/src/http/send-attempt.ts",
    find: 'redirect: "manual"',
    replace: 'redirect: "follow"',
    test: {
      file: "packages/core/src/http/venue-http.test.ts",
      name: "are sent without cookies, and redirects are not followed",
    },
  },
  {
    behaviour: "a reply body has a maximum size",
    file: "packages/core/src/http/reply/read-body.ts",
    find: "if (bytes > maxBytes)",
    replace: "if (bytes < 0)",
    test: {
      file: "packages/core/src/http/reply/replies.test.ts",
      name: "is refused when it is one byte too large",
    },
  },
  {
    behaviour: "a signature that a venue echoes is redacted",
    file: "packages/core/src/errors/safe-text.ts",
    find: 'safe = safe.replaceAll(secret, "[redacted]")',
    replace: "safe = safe.trim()",
    test: { file: "packages/core/src/http/secrecy.test.ts", name: "in its code or its request id" },
  },
  {
    behaviour: "numbers in a reply keep all their digits",
    file: "packages/core/src/values/json.ts",
    find: `(token.startsWith('"') ? token : \`"\${token}"\`)`,
    replace: "token",
    test: { file: "packages/core/src/values/json.test.ts", name: "keep their characters wherever they are" },
  },
  {
    behaviour: "the balances of several accounts in one currency are summed",
    file: "packages/core/src/normalize/sum-balances.ts",
    find: "byAsset.get(account.asset)",
    replace: "undefined",
    test: {
      file: "packages/coinbase/src/tests/sandbox/orders-and-lists.test.ts",
      name: "of accounts cover all pages and sum a currency with two accounts",
    },
  },
  {
    behaviour: "a quotient is truncated, not rounded up",
    file: "packages/core/src/values/decimal.ts",
    find: "10n ** BigInt(scale)) / divisor",
    replace: "10n ** BigInt(scale) + divisor - 1n) / divisor",
    test: {
      file: "packages/core/src/values/decimal.test.ts",
      name: "a quotient is cut towards zero after the digits asked for",
    },
  },
  {
    behaviour: "every token has a unique nonce",
    file: "packages/auth/src/jwt/jwt-issuer.ts",
    find: "const nonce = createNonce(randomBytes, call);",
    replace: 'const nonce = "00".repeat(NONCE_BYTES) + createNonce(randomBytes, call).slice(0, 0);',
    test: {
      file: "packages/auth/src/jwt/jwt-signer.test.ts",
      name: "the nonces of 1,000 tokens differ and are the injected random bytes",
    },
  },
  {
    behaviour: "FalconX's signature covers the query",
    file: "packages/auth/src/hmac/hmac-signer.ts",
    find: "query: ({ query }) => query",
    replace: 'query: () => ""',
    test: { file: "packages/auth/src/hmac/hmac-signer.test.ts", name: "FalconX signs the query as sent" },
  },
  {
    behaviour: "the uri claim of a token excludes the query",
    file: "packages/coinbase/src/credentials.ts",
    find: "claims: ({ method, host, path, timestampMs })",
    replace: "claims: ({ method, host, query: path, timestampMs })",
    test: {
      file: "packages/coinbase/src/tests/sandbox/orders-and-lists.test.ts",
      name: "of orders are complete, newest first and filtered",
    },
  },
  {
    behaviour: "a rejection with HTTP 200 is an error",
    file: "packages/coinbase/src/normalizer/errors.ts",
    find: "if (success === true ||",
    replace: "if (success !== undefined ||",
    test: {
      file: "packages/coinbase/src/tests/sandbox/orders-and-lists.test.ts",
      name: "that the account cannot pay for is rejected with the venue's reason",
    },
  },
  {
    behaviour: "a filled order is not reported as cancelled",
    file: "packages/core/src/order-changes/cancel-order.ts",
    find: "if (order !== undefined && isFinal(order)) return order.status;",
    replace: "if (order !== undefined) return OrderStatus.CANCELLED;",
    test: {
      file: "packages/coinbase/src/tests/sandbox/orders-and-lists.test.ts",
      name: "of a filled order returns FILLED",
    },
  },
  {
    behaviour: "an edit keeps the terms that it does not change",
    file: "packages/core/src/order-changes/order-terms.ts",
    find: "terms[field] = change ?? term;",
    replace: "if (change !== undefined) terms[field] = change;",
    test: {
      file: "packages/coinbase/src/trading-edit-order.test.ts",
      name: "sends changed and unchanged terms, and returns the order that shows them",
    },
  },
  {
    behaviour: "after an edit with an unknown outcome, the old terms are not trusted",
    file: "packages/core/src/order-changes/edit-order.ts",
    find: 'if (isVenueError(error, "outcomeUnknown")) unconfirmed.remember(before);',
    replace: "",
    test: {
      file: "packages/coinbase/src/trading-overlapping-edits.test.ts",
      name: "that was lost leaves the old terms in doubt, so an edit back to them is sent",
    },
  },
  {
    behaviour: "a rounded price is never worse than the requested price",
    file: "packages/core/src/products/round-order.ts",
    find: "isRaised ? above : below",
    replace: "below",
    test: {
      file: "packages/core/src/products/order-rules.test.ts",
      name: "rounds amounts down, and prices to the side that is no worse",
    },
  },
  {
    behaviour: "waiting for an order continues after a read with a transient error",
    file: "packages/core/src/orders/poll-pace.ts",
    find: "if (!isFirstRefusal && !error.retryable && !PASSING.has(error.kind)) throw error;",
    replace: "throw error;",
    test: {
      file: "packages/core/src/orders/wait-for-order.test.ts",
      name: "backs off up to 15 s while it repeats, until a read succeeds",
    },
  },
  {
    behaviour: "leaving a loop closes its stream",
    file: "packages/core/src/iterate/stream-iterator.ts",
    find: "await subscription?.close();",
    replace: "",
    test: {
      file: "packages/core/src/iterate/stream-iterator.test.ts",
      name: "closes the stream, and resolves when that is done",
    },
  },
  {
    behaviour: "a failed request of a batch does not stop the others",
    file: "packages/coinbase/src/extras/batch-cancel.ts",
    find: "if (!isVenueError(error)) throw error;",
    replace: "throw error;",
    test: {
      file: "packages/coinbase/src/extras/batch-cancel.test.ts",
      name: "a failed request is the error of its orders and stops no other request",
    },
  },
  {
    behaviour: "a trade has the taker's side",
    file: "packages/coinbase/src/normalizer/trade.ts",
    find: "BUY: OrderSide.SELL",
    replace: "BUY: OrderSide.BUY",
    test: {
      file: "packages/coinbase/src/extras/market-data.test.ts",
      name: "returns the taker's side, the opposite of the maker's side that the venue sends",
    },
  },
  {
    behaviour: "an open order with a fill is partially filled",
    file: "packages/coinbase/src/normalizer/order.ts",
    find: "!isZero(filledQuantity)",
    replace: "isZero(filledQuantity)",
    test: {
      file: "packages/coinbase/src/tests/sandbox/orders-and-lists.test.ts",
      name: "that fills in part is PARTIALLY_FILLED, with matching quantities",
    },
  },
  {
    behaviour: "a missing message makes a stream stale",
    file: "packages/core/src/connection/session/stream-session.ts",
    find: "if (!(sequence < this.#nextSequence))",
    replace: "if (sequence < 0)",
    test: {
      file: "packages/core/src/connection/stream-gaps.test.ts",
      name: "loses every topic of the connection before anything else, and leads to new snapshots",
    },
  },
  {
    behaviour: "a repeated message is ignored",
    file: "packages/core/src/connection/session/stream-session.ts",
    find: "if (message.sequence !== undefined && !this.#isNext(message.sequence)) return;",
    replace: "if (message.sequence !== undefined) this.#isNext(message.sequence);",
    test: {
      file: "packages/core/src/connection/stream-gaps.test.ts",
      name: "W6: a repeated message is ignored with all its content",
    },
  },
  {
    behaviour: "a silent connection is ended",
    file: "packages/core/src/connection/session/liveness.ts",
    find: "nowMs - this.#lastFrameMs >= this.#protocol.silenceMs",
    replace: "nowMs < this.#openedAtMs",
    test: {
      file: "packages/core/src/connection/stream-silence.test.ts",
      name: "for the protocol's limit cuts the connection without a close",
    },
  },
  {
    behaviour: "a crossed book is not delivered",
    file: "packages/core/src/feeds/book-feed.ts",
    find: "events.mayCross !== true && book.isCrossed()",
    replace: "false",
    test: {
      file: "packages/core/src/feeds/book-feed.test.ts",
      name: "is stale and is not delivered",
    },
  },
  {
    behaviour: "after a loss, a book is invalid until a new snapshot arrives",
    file: "packages/core/src/feeds/book-feed.ts",
    find: "if (!isSnapshot && !isWhole) return;",
    replace: "",
    test: {
      file: "packages/core/src/feeds/book-feed.test.ts",
      name: "makes the book stale until a new snapshot is confirmed",
    },
  },
  {
    behaviour: "a trade that a snapshot repeats is delivered only once",
    file: "packages/core/src/feeds/trade-feed.ts",
    find: "known.has(trade.tradeId) || ",
    replace: "",
    test: {
      file: "packages/core/src/feeds/trade-gaps.test.ts",
      name: "loses no trade that the next snapshot repeats, and delivers none twice",
    },
  },
  {
    behaviour: "a level is removed when its quantity becomes zero",
    file: "packages/core/src/order-book/read-amount.ts",
    find: "return units === 0 ? undefined : text;",
    replace: "return text;",
    test: {
      file: "packages/core/src/feeds/book-feed.test.ts",
      name: "is delivered after each update, with the time and the number of the message",
    },
  },
  {
    behaviour: "a level is identified by the value of its price, not by its text",
    file: "packages/core/src/order-book/scaled-levels.ts",
    find: "this.#scale - fraction]",
    replace: "0]",
    test: {
      file: "packages/core/src/order-book/local-book.test.ts",
      name: "is one level for all notations of its price, and keeps the latest text",
    },
  },
  {
    behaviour: "no window has more requests than its limit",
    file: "packages/core/src/rate-limit/window-log.ts",
    find: "newest(size - weight + 1) + spanMs",
    replace: "newest(size - weight + 2) + spanMs",
    test: {
      file: "packages/core/src/rate-limit/window-log.test.ts",
      name: "never grants more than its limit in a window, at any times, weights and pacings",
    },
  },
  {
    behaviour: "cancels have priority over orders, and orders over reads",
    file: "packages/core/src/rate-limit/permit-queue.ts",
    find: "{ cancel: 0, order: 1, read: 2 }",
    replace: "{ cancel: 0, order: 0, read: 0 }",
    test: {
      file: "packages/core/src/rate-limit/rate-limiter.test.ts",
      name: "grants waiting requests by priority, and within a priority by arrival",
    },
  },
  {
    behaviour: "a request that is sent late counts later against the limit",
    file: "packages/core/src/rate-limit/permit.ts",
    find: "slot.defer(furtherMs);",
    replace: "",
    test: {
      file: "packages/core/src/rate-limit/permit.test.ts",
      name: "moves its slot by the delay beyond the margin when it is used late",
    },
  },
  {
    behaviour: "without its store, a process first waits until earlier requests of the fleet have expired",
    file: "packages/core/src/rate-limit/redis/local-share.ts",
    find: "aliveAtMs + timeoutMs + share.limit.spanMs",
    replace: "aliveAtMs + timeoutMs",
    test: {
      file: "packages/core/src/rate-limit/redis/shared-store.test.ts",
      name: "uses nothing for one span, and then its share (the store fails)",
    },
  },
  {
    behaviour: "an open circuit allows one probe request",
    file: "packages/core/src/http/admission/circuit-breaker.ts",
    find: 'if (isProbe) state = "probing";',
    replace: 'if (isProbe) state = "open";',
    test: {
      file: "packages/core/src/http/admission/circuit-breaker.test.ts",
      name: "admits exactly one of many requests as a probe",
    },
  },
  {
    behaviour: "an order is retried only when no part of it was sent",
    file: "packages/core/src/http/send-with-retries.ts",
    find: 'if (mayAge && failure.sent !== "no") return undefined;',
    replace: "",
    test: {
      file: "packages/core/src/http/retry-orders.test.ts",
      name: "is never retried after H15: a 503, and its outcome is unknown",
    },
  },
  {
    behaviour: "retries are limited to a share of the requests",
    file: "packages/core/src/http/retry-budget.ts",
    find: "saved -= 1;",
    replace: "saved -= 0.1;",
    test: {
      file: "packages/core/src/http/retry-budget.test.ts",
      name: "starts with ten retries and gains a tenth of one per request",
    },
  },
  {
    behaviour: "clock skew is corrected",
    file: "packages/core/src/http/clock/server-clock.ts",
    find: "now: () => clock.now() + offset",
    replace: "now: () => clock.now()",
    test: {
      file: "packages/core/src/http/clock/clock-skew.test.ts",
      name: "is corrected for concurrent calls that detect it at the same time",
    },
  },
  {
    behaviour: "the mock gives its answers in the order in which the calls were made",
    file: "packages/mock/src/mock/answers/answers.ts",
    find: "take: () => queue.shift() ?? always,",
    replace: "take: () => queue.pop() ?? always,",
    test: {
      file: "packages/mock/src/mock/mock-errors.test.ts",
      name: "overlapping calls get their own errors",
    },
  },
  {
    behaviour: "the mock records arguments as they were at the call",
    file: "packages/mock/src/mock/methods/copy-argument.ts",
    find: "return copy(value);",
    replace: "return value;",
    test: {
      file: "packages/mock/src/mock/mock-edges.test.ts",
      name: "subscription options are recorded as they were at the call, with their functions",
    },
  },
  {
    behaviour: "the paper exchange fills the better price first, and the older offer at the same price",
    file: "packages/mock/src/paper/market/offer-book.ts",
    find: "(queue) => [...queue, offer]",
    replace: "(queue) => [offer, ...queue]",
    test: {
      file: "packages/mock/src/paper/limit-orders.test.ts",
      name: "others take the better price first, and the older offer at one price",
    },
  },
  {
    behaviour: "a paper order locks its cost, including the fee",
    file: "packages/mock/src/paper/account/paper-order.ts",
    find: "withFee(times(terms.price, rest.amount), greater(maker, taker))",
    replace: "times(terms.price, rest.amount)",
    test: {
      file: "packages/mock/src/paper/funds.test.ts",
      name: "a buy locks its cost with the larger fee, and a sell its quantity",
    },
  },
  {
    behaviour: "a paper order that is aborted in flight is still executed",
    file: "packages/mock/src/paper/connection/paper-replies.ts",
    find: "if (ms > 0) await runtime.clock.sleep(ms, signal).catch(() => {});",
    replace: "if (ms > 0) await runtime.clock.sleep(ms, signal);",
    test: {
      file: "packages/mock/src/paper/paper-replies.test.ts",
      name: "an order that is aborted in flight is still carried out, at once",
    },
  },
  {
    behaviour: "the contract finds a missing lever",
    file: "packages/mock/src/contract/feature-checks.ts",
    find: "else expectThat(isThere,",
    replace: "else expectThat(true,",
    test: {
      file: "packages/mock/src/contract/contract.test.ts",
      name: "of a lever fails and says what to declare",
    },
  },
];
