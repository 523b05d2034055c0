import { createChangeLog } from "../exchange/change-log.ts";
import { createState } from "../exchange/exchange.ts";
import type { Side } from "../exchange/market/order-book.ts";
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
import { findProduct } from "./endpoints/query.ts";
import { orderJson } from "./orders/order-json.ts";
import { createRequestLimits, DEFAULT_RATE_LIMITS } from "./rate-limits.ts";
import { type CoinbaseSandboxOptions, DEFAULT_BEHAVIOUR, DEFAULT_FEES } from "./sandbox-options.ts";
import { IN_MEMORY_WS_URLS, type SocketUrls } from "./stream-hosts.ts";
import { createStreams, type OpenConnection, type Streams } from "./streaming/streams.ts";
import type { BookTruth } from "./streaming/truth.ts";
import { createVenueHandler } from "./venue-handler.ts";

/** An order of somebody else. */
export interface OutsideOrder {
  readonly side: Side;
  readonly size: string;
  readonly price: string;
}

export interface CurrencyBalance {
  readonly currency: string;
  readonly platform: string;
  readonly available: string;
  readonly hold: string;
}

/** Coinbase Advanced Trade on this machine, without sockets, and a handle on what it knows. */
export interface CoinbaseSandbox {
  readonly credentials: CoinbaseCredentials;
  readonly portfolioId: string;
  /** `fetch` with the venue behind it, whatever the host of the URL is. */
  readonly fetch: InMemoryFetch;
  readonly service: Service;
  /** Where `createInMemoryWebSocket` has this venue. */
  readonly wsUrls: SocketUrls;
  /** Connects to a host of the venue's streams without a socket: text in, frames out, at once. */
  readonly connect: SocketService["connect"];
  readonly sockets: SocketService;
  readonly faults: FaultQueue;
  readonly streamFaults: StreamFaultQueue;
  /** What was received, oldest first, without secrets. */
  readonly requests: readonly LoggedRequest[];
  readonly streamMessages: readonly LoggedMessage[];
  /** How many requests its own limits refused over HTTP with a 429. One that a fault answered is not among them. */
  rateLimited(): number;
  /** The connections that are open, oldest first. */
  connections(): readonly OpenConnection[];
  /** The book after each level2 frame, with the option `recordTruth`. */
  readonly truth: BookTruth;
  /** Every order in the venue's own JSON, oldest first. */
  orders(): Readonly<Record<string, unknown>>[];
  /** The accounts that have something. */
  balances(): CurrencyBalance[];
  book(productId: string): SandboxBook;
  lastPrice(productId: string): string;
  /** Lets somebody else's order rest in the book. */
  placeRestingOrder(productId: string, order: OutsideOrder): void;
  /** Lets somebody else trade against the book, at any price or down to one; orders of the account fill as makers. */
  trade(productId: string, taker: Omit<OutsideOrder, "price"> & { readonly price?: string }): void;
  /** Moves the price: fills what it passes, sets off stops, and puts a fresh book around it. */
  moveMarket(productId: string, price: string): void;
  /** Lets the market make so many seeded steps, 1 by default; each is one level2 frame for whoever listens. */
  tick(productId: string, steps?: number): void;
  /** Closes the connections of a host, or all. */
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
    step: (bookId) => stepMarket(state, findProduct(bookId)),
  });
  const { act } = streams;
  const limits = createRequestLimits(rateLimits, clock);
  const handler = createVenueHandler({ state, authenticate: authenticator.authenticate, limits });
  const service = createService((request) => act(() => handler(request)), { faults, log, clock });
  const marketOf = (productId: string) => state.marketOf(findProduct(productId));
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
    orders: () => act(() => state.orders.orders.map((order) => orderJson(order, state))),
    balances: () =>
      act(() => state.ledger.accounts)
        .filter(({ available, hold }) => !available.eq(0) || !hold.eq(0))
        .map(({ currency, platform, available, hold }) => ({
          currency,
          platform,
          available: plain(available),
          hold: plain(hold),
        })),
    book: (productId) => act(() => readBook(marketOf(productId).book)),
    lastPrice: (productId) => act(() => plain(marketOf(productId).lastPrice)),
    placeRestingOrder(productId, { side, size, price }) {
      const order = { side, size: decimal(size), price: priceOf(productId, price) };
      act(() => restOutsideOrder(state, findProduct(productId), order));
    },
    trade(productId, { side, size, price }) {
      const limit = price === undefined ? {} : { price: decimal(price) };
      act(() => takeFromBook(state, findProduct(productId), { side, size: decimal(size), ...limit }));
    },
    moveMarket(productId, price) {
      const target = priceOf(productId, price);
      act(() => moveMarket(state, findProduct(productId), target));
    },
    tick(productId, steps = 1) {
      const product = findProduct(productId);
      for (let step = 0; step < steps; step++) act(() => stepMarket(state, product));
    },
    disconnect: (which = {}) => streams.disconnect(which),
  };
}

/** A price off the product's grid would put levels into the book that no client can trade at. */
function priceOf(productId: string, text: string): Decimal {
  const price = decimal(text);
  if (price.gt(0) && isMultipleOf(price, findProduct(productId).priceIncrement)) return price;
  throw new RangeError(`${text} is not a price of ${productId}`);
}
