import { decimal } from "../../numbers/decimal.ts";
import { createRandom } from "../../numbers/random.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import type { ChangeObserver } from "../change-log.ts";
import { createExchange, type Exchange, type ExchangeBehaviour } from "../exchange.ts";
import type { Product } from "../market/product.ts";
import type { Side } from "../market/side.ts";
import type { NewOrder } from "../orders/new-order.ts";
import type { Order } from "../orders/order.ts";
import type { OrderTerms } from "../orders/order-terms.ts";
import { placeOrder } from "../orders/place-order.ts";
import { moveMarket } from "../outside/outside-orders.ts";
import { isRefused } from "../refused.ts";

/** A product of no venue, with its own book. */
export const PRODUCT: Product = {
  id: "coin/cash",
  base: "coin",
  quote: "cash",
  baseIncrement: decimal("0.001"),
  quoteIncrement: decimal("0.01"),
  priceIncrement: decimal("0.5"),
  baseMinSize: decimal("0.01"),
  baseMaxSize: decimal("500"),
  quoteMinSize: decimal("1"),
  quoteMaxSize: decimal("100000"),
  bookId: "coin/cash",
};

/** A product that trades in the book of `PRODUCT`. */
export const SHARED_BOOK_PRODUCT: Product = { ...PRODUCT, id: "coin/token", quote: "token" };

export interface TestExchange {
  readonly exchange: Exchange;
  readonly clock: ManualClock;
  /** Places an order, and throws when it is refused. */
  place(order: NewOrder): Order;
  /** Returns "available hold" of a currency's spot wallet. */
  balance(currency: string): string;
}

const SILENT: ChangeObserver = {
  onBookChange: () => undefined,
  onTrade: () => undefined,
  onOrderChange: () => undefined,
};

/** Creates an exchange with the market at a price of 100, and fees of 1 % for makers and 2 % for takers. */
export function createTestExchange({
  observer = SILENT,
  seed = 1,
  ...behaviour
}: Partial<ExchangeBehaviour> & { observer?: ChangeObserver; seed?: number } = {}): TestExchange {
  const clock = createManualClock();
  const account = { kind: "crypto", wallet: "spot" } as const;
  const exchange = createExchange({
    seed,
    ids: createRandom(seed, "ids"),
    clock,
    behaviour: { acceptLatencyMs: 0, cancelLatencyMs: 0, readLatencyMs: 0, ...behaviour },
    fees: { maker: "0.01", taker: "0.02" },
    accounts: [
      { ...account, accountId: "1", currency: "coin", amount: "100" },
      { ...account, accountId: "2", currency: "cash", amount: "10000" },
      { ...account, accountId: "3", currency: "token", amount: "10000" },
      { ...account, accountId: "4", currency: "cash", wallet: "futures", amount: "7" },
    ],
    books: new Map([[PRODUCT.id, { product: PRODUCT, startPrice: "100" }]]),
    levels: { [PRODUCT.id]: 20 },
    observer,
  });
  moveMarket(exchange, PRODUCT, decimal(100));
  return {
    exchange,
    clock,
    place(order) {
      const placed = placeOrder(exchange, order);
      if (isRefused(placed)) throw new Error(`refused: ${placed.refused}`);
      return placed;
    },
    balance(currency) {
      const account = exchange.ledger.accounts.find((other) => other.currency === currency);
      return `${account?.available.toFixed()} ${account?.hold.toFixed()}`;
    },
  };
}

let orderCount = 0;

/** Makes an order for `PRODUCT`; the terms are those of a good-till-cancelled limit order unless `terms` replaces them. */
export function newOrder(side: Side, terms: Partial<OrderTerms>, product: Product = PRODUCT): NewOrder {
  orderCount += 1;
  const defaults = { type: "limit", timeInForce: "GTC", postOnly: false } as const;
  return { clientOrderId: `client-${orderCount}`, product, side, terms: { ...defaults, ...terms } };
}

export function limitOrder(
  side: Side,
  price: string,
  size: string,
  more: Partial<OrderTerms> = {},
): NewOrder {
  return newOrder(side, { limitPrice: decimal(price), baseSize: decimal(size), ...more });
}
