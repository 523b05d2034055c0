import { type Decimal, decimal } from "../numbers/decimal.ts";
import type { Random } from "../numbers/random.ts";
import type { Clock } from "../time/clock.ts";
import { createLedger, type Ledger, type OpeningAccount } from "./accounts/ledger.ts";
import type { ChangeObserver } from "./change-log.ts";
import { createMarket, DEFAULT_LEVELS, type Market } from "./market/market.ts";
import type { Product, SeededProduct } from "./market/product.ts";
import { createOrderStore, type OrderStore } from "./orders/order-store.ts";
import { createStamp, type Stamp } from "./stamp.ts";

/** The exchange's latencies in milliseconds. */
export interface ExchangeBehaviour {
  /** Time that an order stays pending before it reaches the book: 0 by default. */
  readonly acceptLatencyMs: number;
  /** Time that a cancel stays queued while the order can still fill: 0 by default. */
  readonly cancelLatencyMs: number;
  /** Time that a new order or fill is missing from every read: 0 by default. */
  readonly readLatencyMs: number;
}

/**
 * One account trading in seeded markets, without any venue's wire format.
 *
 * The functions of this folder take an `Exchange` first: `placeOrder`, `cancelOrder`, `editOrder` for the account,
 * `takeFromBook` and `moveMarket` for the rest of the market, `runDueActions` for the clock.
 */
export interface Exchange {
  readonly clock: Clock;
  /** Source of the ids of orders and fills. */
  readonly ids: Random;
  readonly stamp: Stamp;
  readonly observer: ChangeObserver;
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly behaviour: ExchangeBehaviour;
  /** Fractions of an execution's value. */
  readonly fees: { readonly maker: Decimal; readonly taker: Decimal };
  /** Returns the market of the book that the product trades in. */
  marketOf(product: Product): Market;
}

export interface ExchangeOptions {
  /** Decides the seeded books, the trade history and the market's steps. */
  readonly seed: number;
  readonly ids: Random;
  readonly clock: Clock;
  readonly behaviour: ExchangeBehaviour;
  /** Fractions: "0.004" for 0.4 %. */
  readonly fees: { readonly maker: string; readonly taker: string };
  readonly accounts: readonly OpeningAccount[];
  /** The products that own a book, by id. */
  readonly books: ReadonlyMap<string, SeededProduct>;
  /** Levels a side by book: `{ "BTC-USD": 20_000 }`. */
  readonly levels?: Readonly<Record<string, number>>;
  readonly observer: ChangeObserver;
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { seed, ids, clock, behaviour, fees, accounts, books, levels = {}, observer } = options;
  const startedMs = clock.now();
  const markets = new Map<string, Market>();
  return {
    clock,
    ids,
    stamp: createStamp(clock),
    observer,
    ledger: createLedger(accounts),
    orders: createOrderStore(),
    behaviour,
    fees: { maker: decimal(fees.maker), taker: decimal(fees.taker) },
    // Seeding a book costs milliseconds and most tests trade in one, so each market is created at its first use. Each
    // has its own random source: its contents do not depend on the moment of its creation.
    marketOf({ bookId }) {
      const known = markets.get(bookId);
      if (known !== undefined) return known;
      const seeded = books.get(bookId);
      if (seeded === undefined) throw new RangeError(`the sandbox has no book of ${bookId}`);
      const market = createMarket(seeded.product, seeded.startPrice, {
        seed,
        nowMs: startedMs,
        levels: levels[bookId] ?? DEFAULT_LEVELS,
        observer,
      });
      markets.set(bookId, market);
      return market;
    },
  };
}
