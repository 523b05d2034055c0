import { createChangeLog } from "../exchange/change-log.ts";
import { readBook, type SandboxBook } from "../exchange/market/sandbox-book.ts";
import { stepMarket } from "../exchange/outside/market-steps.ts";
import { moveMarket, restOutsideOrder, takeFromBook } from "../exchange/outside/outside-orders.ts";
import { createFaultQueue, type FaultQueue } from "../faults/fault-queue.ts";
import { createStreamFaultQueue, type StreamFaultQueue } from "../faults/stream-fault-queue.ts";
import { createInMemoryFetch, type InMemoryFetch } from "../http/in-memory-fetch.ts";
import { createRequestLog, type LoggedRequest } from "../http/request-log.ts";
import { createService, type Service } from "../http/service.ts";
import { type Decimal, decimal, isMultipleOf, plain } from "../numbers/decimal.ts";
import { createMessageLog, type LoggedMessage } from "../sockets/message-log.ts";
import type { Disconnection } from "../sockets/socket-host.ts";
import type { SocketService } from "../sockets/socket-service.ts";
import { systemClock, timerOf } from "../time/clock.ts";
import { createScheduler } from "../time/scheduler.ts";
import { createAuthenticator } from "./authentication/authenticate.ts";
import { type CoinbaseCredentials, createKeyRing } from "./authentication/credentials.ts";
import { findProduct } from "./catalogue/products.ts";
import { PLATFORM } from "./endpoints/account/accounts.ts";
import { orderJson } from "./orders/order-json.ts";
import { createRequestLimits, DEFAULT_RATE_LIMITS } from "./rate-limits.ts";
import { type CoinbaseSandboxOptions, DEFAULT_BEHAVIOUR, DEFAULT_FEES } from "./sandbox-options.ts";
import { createState } from "./state.ts";
import { IN_MEMORY_WS_URLS, type SocketUrls } from "./stream-hosts.ts";
import { createStreams, type OpenConnection, type Streams } from "./streaming/streams.ts";
import type { BookTruth } from "./streaming/truth.ts";
import { createVenueHandler } from "./venue-handler.ts";
import { type CoinbaseSide, readSide } from "./wire/side.ts";

/** An order of the rest of the market. */
export interface OutsideOrder {
  readonly side: CoinbaseSide;
  readonly size: string;
  readonly price: string;
}

export interface CurrencyBalance {
  readonly currency: string;
  readonly platform: string;
  readonly available: string;
  readonly hold: string;
}

/** Coinbase Advanced Trade in memory, with control over its market and access to its state. */
export interface CoinbaseSandbox {
  readonly credentials: CoinbaseCredentials;
  readonly portfolioId: string;
  /** A `fetch` that the venue answers, for every host in the URL. */
  readonly fetch: InMemoryFetch;
  readonly service: Service;
  /** The URLs under which `createInMemoryWebSocket` connects to this venue. */
  readonly wsUrls: SocketUrls;
  /** Connects to a stream host without a socket. Frames arrive before `receive` returns. */
  readonly connect: SocketService["connect"];
  readonly sockets: SocketService;
  readonly faults: FaultQueue;
  readonly streamFaults: StreamFaultQueue;
  /** The requests received, oldest first, without secrets. */
  readonly requests: readonly LoggedRequest[];
  readonly streamMessages: readonly LoggedMessage[];
  /** Returns the number of HTTP requests that the venue's limits refused with 429. Faults do not count. */
  rateLimited(): number;
  /** Returns the open connections, oldest first. */
  connections(): readonly OpenConnection[];
  /** The book after each level2 frame; empty without the option `recordTruth`. */
  readonly truth: BookTruth;
  /** Returns every order in the venue's JSON, oldest first. */
  orders(): Readonly<Record<string, unknown>>[];
  /** Returns the accounts with a balance or a hold. */
  balances(): CurrencyBalance[];
  book(productId: string): SandboxBook;
  lastPrice(productId: string): string;
  /** Rests an order of the rest of the market in the book. */
  placeRestingOrder(productId: string, order: OutsideOrder): void;
  /** Takes from the book as the rest of the market, at any price or within a limit. The account's orders fill as makers. */
  trade(productId: string, taker: Omit<OutsideOrder, "price"> & { readonly price?: string }): void;
  /** Moves the price: fills the orders that it reaches, triggers stops, and seeds a fresh book around it. */
  moveMarket(productId: string, price: string): void;
  /** Moves the market by seeded steps, 1 by default. Each step is one level2 frame. */
  tick(productId: string, steps?: number): void;
  /** Closes the connections of one host, or all of them. */
  disconnect(which?: Disconnection): void;
}

export function createCoinbaseSandbox(options: CoinbaseSandboxOptions = {}): CoinbaseSandbox {
  const { seed = 1, clock = systemClock, timer = timerOf(clock), rejectReusedNonce = true } = options;
  const { fees = DEFAULT_FEES, balances, levels } = options;
  const rateLimits = options.rateLimits !== false && { ...DEFAULT_RATE_LIMITS, ...options.rateLimits };
  const keyRing = createKeyRing(seed);
  const changes = createChangeLog(() => streams.isWatched);
  const state = createState({
    seed,
    clock,
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
    fees,
    observer: changes,
    ...(balances && { balances }),
    ...(levels && { levels }),
  });
  const faults = createFaultQueue();
  const streamFaults = createStreamFaultQueue();
  const log = createRequestLog();
  const messageLog = createMessageLog();
  const authenticator = createAuthenticator({ keyRing, clock, rejectReusedNonce });
  const streams: Streams = createStreams({
    state,
    changes,
    faults: streamFaults,
    log: messageLog,
    scheduler: createScheduler(timer),
    authenticator,
    rateLimits,
    recordTruth: options.recordTruth ?? false,
    ticksPerSecond: options.ticksPerSecond ?? 0,
    step: (bookId) => stepMarket(state.exchange, findProduct(bookId)),
  });
  const { act } = streams;
  const { exchange } = state;
  const limits = createRequestLimits(rateLimits, clock);
  const handler = createVenueHandler({ state, authenticate: authenticator.authenticate, limits });
  const service = createService((request) => act(() => handler(request)), { faults, log, clock });
  const marketOf = (productId: string) => exchange.marketOf(findProduct(productId));
  return {
    credentials: keyRing.credentials,
    portfolioId: state.portfolioId,
    fetch: createInMemoryFetch(service, timer),
    service,
    wsUrls: IN_MEMORY_WS_URLS,
    connect: streams.service.connect,
    sockets: streams.service,
    faults,
    streamFaults,
    requests: log.entries,
    streamMessages: messageLog.entries,
    rateLimited: () => limits.refused,
    connections: streams.connections,
    truth: streams.truth,
    orders: () => act(() => exchange.orders.orders.map((order) => orderJson(order, state))),
    balances: () =>
      act(() => exchange.ledger.accounts)
        .filter(({ available, hold }) => !available.eq(0) || !hold.eq(0))
        .map(({ currency, wallet, available, hold }) => ({
          currency,
          platform: PLATFORM[wallet],
          available: plain(available),
          hold: plain(hold),
        })),
    book: (productId) => act(() => readBook(marketOf(productId).book)),
    lastPrice: (productId) => act(() => plain(marketOf(productId).lastPrice)),
    placeRestingOrder(productId, { side, size, price }) {
      const order = { side: readSide(side), size: decimal(size), price: priceOf(productId, price) };
      act(() => restOutsideOrder(exchange, findProduct(productId), order));
    },
    trade(productId, { side, size, price }) {
      const limit = price === undefined ? {} : { price: decimal(price) };
      const taker = { side: readSide(side), size: decimal(size), ...limit };
      act(() => takeFromBook(exchange, findProduct(productId), taker));
    },
    moveMarket(productId, price) {
      const target = priceOf(productId, price);
      act(() => moveMarket(exchange, findProduct(productId), target));
    },
    tick(productId, steps = 1) {
      const product = findProduct(productId);
      for (let step = 0; step < steps; step++) act(() => stepMarket(state.exchange, product));
    },
    disconnect: (which = {}) => streams.disconnect(which),
  };
}

/** Reads a price. Refuses one off the increment, because no client could trade at such a level. */
function priceOf(productId: string, text: string): Decimal {
  const price = decimal(text);
  if (price.gt(0) && isMultipleOf(price, findProduct(productId).priceIncrement)) return price;
  throw new RangeError(`${text} is not a price of ${productId}`);
}
