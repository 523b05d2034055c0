import { type Product, SEEDED_PRODUCTS } from "../coinbase/catalogue/products.ts";
import { type Decimal, decimal } from "../numbers/decimal.ts";
import { createRandom, type Random } from "../numbers/random.ts";
import type { Clock } from "../time/clock.ts";
import { createLedger, type Ledger } from "./accounts/ledger.ts";
import type { ChangeObserver } from "./change-log.ts";
import { createMarket, DEFAULT_LEVELS, type Market } from "./market/market.ts";
import { createOrderStore, type OrderStore } from "./orders/order-store.ts";
import { createStamp, type Stamp } from "./stamp.ts";

/** How the venue behaves where Coinbase's documentation leaves it open, or where it takes its time. */
export interface VenueBehaviour {
  /** How long an order stays PENDING before it reaches the book: 0 by default. */
  readonly acceptLatencyMs: number;
  /** How long a cancel stays queued, while the order can still fill: 0 by default. */
  readonly cancelLatencyMs: number;
  /** How long a new order is missing from every read: 0 by default. */
  readonly readLatencyMs: number;
  /** What becomes of a `client_order_id` that was used before. The documentation promises the first. */
  readonly duplicateClientOrderId: "return existing" | "reject";
  /** Whether the snapshot of a channel is sent after the acknowledgement, or before it. Both are seen of Coinbase. */
  readonly streamSnapshot: "after ack" | "before ack";
}

/** Everything that a venue knows. Handlers read and change it; nothing else does. */
export interface VenueState {
  readonly clock: Clock;
  readonly random: Random;
  readonly stamp: Stamp;
  readonly observer: ChangeObserver;
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly behaviour: VenueBehaviour;
  readonly fees: { readonly maker: Decimal; readonly taker: Decimal };
  readonly portfolioId: string;
  readonly userId: string;
  readonly startedMs: number;
  marketOf(product: Product): Market;
}

export interface StateOptions {
  readonly seed: number;
  readonly clock: Clock;
  readonly behaviour: VenueBehaviour;
  readonly fees: { readonly maker: string; readonly taker: string };
  readonly balances?: Readonly<Record<string, string>>;
  /** Levels a side by book: `{ "BTC-USD": 20_000 }`. */
  readonly levels?: Readonly<Record<string, number>>;
  readonly observer: ChangeObserver;
}

export function createState(options: StateOptions): VenueState {
  const { seed, clock, behaviour, fees, balances, levels = {}, observer } = options;
  const random = createRandom(seed, "venue");
  const startedMs = clock.now();
  const markets = new Map<string, Market>();
  return {
    clock,
    random,
    stamp: createStamp(clock),
    observer,
    ledger: createLedger(seed, balances),
    orders: createOrderStore(),
    behaviour,
    fees: { maker: decimal(fees.maker), taker: decimal(fees.taker) },
    portfolioId: random.uuid(),
    userId: random.uuid(),
    startedMs,
    // A book costs milliseconds to seed, and most tests trade in one: each is made when it is first asked for. Its own
    // source of randomness makes it the same whenever that is.
    marketOf({ bookId }) {
      const known = markets.get(bookId);
      if (known !== undefined) return known;
      const seeded = SEEDED_PRODUCTS.get(bookId);
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
