import type { CallContext, OrderBook, Product } from "@cqvx/core";
import type { AssetAccount, CheckedOrder } from "@cqvx/core/in-memory";
import type { SeededRandom } from "../../venue/seeded-random.ts";
import { createOrderLedger } from "../account/order-ledger.ts";
import { type Amount, createPaperAccount } from "../account/paper-account.ts";
import type { PaperFill, PaperOrder, PaperTrade } from "../account/paper-order.ts";
import type { PaperBook } from "../market/paper-book.ts";
import { createPaperMarket, type PaperMarket } from "../market/paper-market.ts";
import type { PaperSettings } from "../options/paper-options.ts";
import { createChanges, type MarketChange } from "./changes.ts";
import { createExecution } from "./execution.ts";
import { takeStep } from "./market-steps.ts";
import { createOrderDesk } from "./order-desk.ts";
import { createOtherTraders, type OthersTrade } from "./other-traders.ts";
import { unknownOrder, unknownSymbol } from "./refusals.ts";

/**
 * The exchange: orders, books and one account. It has no clients, promises or timers: every event is complete when its
 * method returns. Errors carry the call that is passed in.
 */
export interface Exchange {
  /** Places an order and returns its first state, before any fill. */
  place(terms: CheckedOrder, call: CallContext): PaperOrder;
  cancel(orderId: string, call: CallContext): void;
  find(orderId: string, call: CallContext): PaperOrder;
  /** Newest first. */
  orders(): readonly PaperOrder[];
  /** Oldest first. */
  openOrders(): readonly PaperOrder[];
  /** Newest first. */
  fills(): readonly PaperFill[];
  holdings(): AssetAccount[];
  products(): readonly Product[];
  checkSymbol(symbol: string, call: CallContext): void;
  orderBook(symbol: string, depth: number, call: CallContext): OrderBook;
  trade(symbol: string, wanted: OthersTrade, call: CallContext): readonly PaperTrade[];
  setOrderBook(symbol: string, book: PaperBook, call: CallContext): void;
  moveMarket(symbol: string, price: string, call: CallContext): void;
  step(symbol: string, call: CallContext): void;
  deposit(amount: Amount): void;
}

export interface ExchangeParts {
  readonly settings: PaperSettings;
  /** Creates a random source for one kind of ids or steps. */
  readonly createRandom: (kind: string) => SeededRandom;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Receives the changes of one event, one call for each symbol. */
  readonly tell: (change: MarketChange) => void;
}

export function createExchange({ settings, createRandom, now, tell }: ExchangeParts): Exchange {
  const { rates } = settings;
  const changes = createChanges();
  const account = createPaperAccount(settings.balances);
  const markets = new Map(
    settings.markets.map(({ product, others }) => {
      const noteChange = (): void => changes.book(product.symbol);
      return [product.symbol, createPaperMarket(product, others, now(), noteChange)];
    }),
  );
  const newExecutionId = createRandom("executions").uuid;
  const newOrderId = createRandom("orders").uuid;
  const steps = createRandom("steps");
  const ledger = createOrderLedger({ account, rates, newExecutionId, record: changes.order });
  const execution = createExecution({ ledger, changes, now });
  const desk = createOrderDesk({ account, rates, ledger, execution, markets, now, newOrderId });
  const others = createOtherTraders(execution);

  const marketOf = (symbol: string, call: CallContext): PaperMarket => {
    const market = markets.get(symbol);
    if (market === undefined) throw unknownSymbol(call);
    return market;
  };
  const publish = (): void => {
    const taken = changes.take();
    for (const { symbol, isBookChanged } of taken) {
      if (isBookChanged) markets.get(symbol)?.publish(now());
    }
    for (const change of taken) tell(change);
  };
  /** Runs one event: expires orders first, and triggers stops afterwards. */
  const runEvent = <Result>(work: () => Result): Result => {
    desk.expire();
    publish();
    try {
      const result = work();
      desk.triggerStops();
      return result;
    } finally {
      publish();
    }
  };

  return {
    place: (terms, call) => runEvent(() => desk.place(terms, marketOf(terms.symbol, call), call)),
    cancel: (orderId, call) => runEvent(() => desk.cancel(orderId, call)),
    find: (orderId, call) =>
      runEvent(() => {
        const order = ledger.find(orderId);
        if (order === undefined) throw unknownOrder(call);
        return order;
      }),
    orders: () => runEvent(ledger.all).toReversed(),
    openOrders: () => runEvent(ledger.open),
    fills: () => runEvent(ledger.fills).toReversed(),
    holdings: () => runEvent(account.holdings),
    products: () => settings.markets.map(({ product }) => product),
    checkSymbol: (symbol, call) => void marketOf(symbol, call),
    orderBook: (symbol, depth, call) => runEvent(() => marketOf(symbol, call).read(depth)),
    trade: (symbol, wanted, call) => runEvent(() => others.trade(marketOf(symbol, call), wanted)),
    setOrderBook: (symbol, book, call) => runEvent(() => others.replaceBook(marketOf(symbol, call), book)),
    moveMarket: (symbol, price, call) => runEvent(() => others.move(marketOf(symbol, call), price)),
    step: (symbol, call) => runEvent(() => takeStep(marketOf(symbol, call), others, steps)),
    deposit: (amount) => runEvent(() => account.receive(amount)),
  };
}
