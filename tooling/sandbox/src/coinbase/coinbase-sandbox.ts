import { type Clock, systemClock, systemTimer, type Timer } from "../clock.ts";
import { type Decimal, decimal, isMultipleOf, plain } from "../decimal.ts";
import { createFaultQueue, type FaultQueue } from "../faults/fault-queue.ts";
import { createInMemoryFetch, type InMemoryFetch } from "../http/in-memory-fetch.ts";
import { createRequestLog, type LoggedRequest } from "../http/request-log.ts";
import { createService, type Service } from "../http/service.ts";
import { createAuthenticator } from "./authentication/authenticate.ts";
import { type CoinbaseCredentials, createKeyRing } from "./credentials.ts";
import { orderJson } from "./endpoints/order-json.ts";
import { findProduct } from "./endpoints/query.ts";
import type { BookLevel, Side } from "./market/order-book.ts";
import { settleDue } from "./orders/due.ts";
import { moveMarket, restOutsideOrder, takeFromBook } from "./orders/outside-market.ts";
import { createState, type VenueBehaviour } from "./state.ts";
import { createVenueHandler, DEFAULT_RATE_LIMITS, type RateLimits } from "./venue-handler.ts";

export interface CoinbaseSandboxOptions {
  /** Markets, ids and keys all follow from it: 1 by default. */
  readonly seed?: number;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** What is not said stays as it is by default; `false` lifts every limit. */
  readonly rateLimits?: Partial<RateLimits> | false;
  /** Refuses a token whose nonce was used before: true by default. */
  readonly rejectReusedNonce?: boolean;
  readonly behaviour?: Partial<VenueBehaviour>;
  /** 0.4 % and 0.6 % by default, as fractions: "0.004". */
  readonly fees?: { readonly maker: string; readonly taker: string };
  /** Other amounts to start with, for the currencies that have any: `{ USD: "100" }`. */
  readonly balances?: Readonly<Record<string, string>>;
}

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

/** A level of a book, as text. */
export interface SandboxLevel {
  readonly price: string;
  readonly size: string;
}

/** Coinbase Advanced Trade on this machine, without sockets, and a handle on what it knows. */
export interface CoinbaseSandbox {
  readonly credentials: CoinbaseCredentials;
  readonly portfolioId: string;
  /** `fetch` with the venue behind it, whatever the host of the URL is. */
  readonly fetch: InMemoryFetch;
  readonly service: Service;
  readonly faults: FaultQueue;
  /** What was received, oldest first, without secrets. */
  readonly requests: readonly LoggedRequest[];
  /** Every order in the venue's own JSON, oldest first. */
  orders(): Readonly<Record<string, unknown>>[];
  /** The accounts that have something. */
  balances(): CurrencyBalance[];
  book(productId: string): { bids: SandboxLevel[]; asks: SandboxLevel[] };
  lastPrice(productId: string): string;
  /** Lets somebody else's order rest in the book. */
  placeRestingOrder(productId: string, order: OutsideOrder): void;
  /** Lets somebody else trade against the book, at any price or down to one; orders of the account fill as makers. */
  trade(productId: string, taker: Omit<OutsideOrder, "price"> & { readonly price?: string }): void;
  /** Moves the price: fills what it passes, sets off stops, and puts a fresh book around it. */
  moveMarket(productId: string, price: string): void;
}

const DEFAULT_BEHAVIOUR: VenueBehaviour = {
  acceptLatencyMs: 0,
  cancelLatencyMs: 0,
  readLatencyMs: 0,
  duplicateClientOrderId: "return existing",
};

const DEFAULT_FEES = { maker: "0.004", taker: "0.006" };

export function createCoinbaseSandbox(options: CoinbaseSandboxOptions = {}): CoinbaseSandbox {
  const { seed = 1, clock = systemClock, timer = systemTimer, rejectReusedNonce = true } = options;
  const { rateLimits = {}, fees = DEFAULT_FEES, balances } = options;
  const keyRing = createKeyRing(seed);
  const behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
  const state = createState({ seed, clock, behaviour, fees, ...(balances && { balances }) });
  const faults = createFaultQueue();
  const log = createRequestLog();
  const handler = createVenueHandler({
    state,
    authenticate: createAuthenticator({ keyRing, clock, rejectReusedNonce }),
    rateLimits: rateLimits && { ...DEFAULT_RATE_LIMITS, ...rateLimits },
  });
  const service = createService(handler, { faults, log, clock });
  /** What has come due by the clock is done before anyone looks or acts. */
  const settled = () => {
    settleDue(state);
    return state;
  };
  const marketOf = (productId: string) => settled().marketOf(findProduct(productId));
  return {
    credentials: keyRing.credentials,
    portfolioId: state.portfolioId,
    fetch: createInMemoryFetch(service, timer),
    service,
    faults,
    requests: log.entries,
    orders: () => settled().orders.orders.map((order) => orderJson(order, state)),
    balances: () =>
      settled()
        .ledger.accounts.filter(({ available, hold }) => !available.eq(0) || !hold.eq(0))
        .map(({ currency, platform, available, hold }) => ({
          currency,
          platform,
          available: plain(available),
          hold: plain(hold),
        })),
    book(productId) {
      const { book } = marketOf(productId);
      return { bids: book.levels("BUY").map(levelText), asks: book.levels("SELL").map(levelText) };
    },
    lastPrice: (productId) => plain(marketOf(productId).lastPrice),
    placeRestingOrder(productId, { side, size, price }) {
      const order = { side, size: decimal(size), price: priceOf(productId, price) };
      restOutsideOrder(settled(), findProduct(productId), order);
    },
    trade(productId, { side, size, price }) {
      const limit = price === undefined ? {} : { price: decimal(price) };
      takeFromBook(settled(), findProduct(productId), { side, size: decimal(size), ...limit });
    },
    moveMarket: (productId, price) =>
      moveMarket(settled(), findProduct(productId), priceOf(productId, price)),
  };
}

/** A price off the product's grid would put levels into the book that no client can trade at. */
function priceOf(productId: string, text: string): Decimal {
  const price = decimal(text);
  if (price.gt(0) && isMultipleOf(price, findProduct(productId).priceIncrement)) return price;
  throw new RangeError(`${text} is not a price of ${productId}`);
}

function levelText({ price, size }: BookLevel): SandboxLevel {
  return { price: plain(price), size: plain(size) };
}
