import type { ChangeObserver } from "../exchange/change-log.ts";
import { createExchange, type Exchange, type ExchangeBehaviour } from "../exchange/exchange.ts";
import { createRandom } from "../numbers/random.ts";
import type { Clock } from "../time/clock.ts";
import { openingAccounts } from "./catalogue/opening-accounts.ts";
import { SEEDED_PRODUCTS } from "./catalogue/products.ts";
import type { SentConfiguration } from "./orders/order-configuration.ts";

/** The venue's latencies, and its choices where Coinbase's documentation is silent. */
export interface VenueBehaviour extends ExchangeBehaviour {
  /** The answer to a `client_order_id` that was used before. Coinbase documents "return existing". */
  readonly duplicateClientOrderId: "return existing" | "reject";
  /** The order of a channel's snapshot and its acknowledgement. Coinbase has been seen to send both orders. */
  readonly streamSnapshot: "after ack" | "before ack";
}

/** The exchange, with the data that only Coinbase's wire format has. Endpoints and channels read and change it. */
export interface CoinbaseState {
  readonly exchange: Exchange;
  readonly behaviour: VenueBehaviour;
  readonly portfolioId: string;
  readonly userId: string;
  readonly startedMs: number;
  /** The configuration that each order was sent with, by order id. */
  readonly configurations: Map<string, SentConfiguration>;
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

export function createState({ balances, ...options }: StateOptions): CoinbaseState {
  const { seed, clock, behaviour } = options;
  const ids = createRandom(seed, "venue");
  return {
    exchange: createExchange({
      ...options,
      ids,
      accounts: openingAccounts(seed, balances),
      books: SEEDED_PRODUCTS,
    }),
    behaviour,
    portfolioId: ids.uuid(),
    userId: ids.uuid(),
    startedMs: clock.now(),
    configurations: new Map(),
  };
}
