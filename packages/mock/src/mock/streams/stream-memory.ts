import type { Order, OrderBook, Timestamp, Trade } from "@cqvx/core";
import { OrderStatus } from "@cqvx/core/in-memory";
import { buildOrder, REQUIRED_OF_ORDER } from "../../builders/build-order.ts";
import { buildOrderBook, type OrderBookOverrides } from "../../builders/build-order-book.ts";
import { buildTrade } from "../../builders/build-trade.ts";
import { mergeOverrides, type Overrides } from "../../builders/overrides.ts";
import { isFinal } from "../../venue/is-final.ts";
import { REMEMBERED_TRADES } from "../../venue/stream-facts.ts";

/** The streams of a mock. */
export type StreamName = "orderBook" | "trades" | "orders";

/** What a mock has streamed, which is what a new subscriber begins with. */
export interface StreamMemory {
  /** Keeps a book as it is from now on. Its sequence follows on the one before. */
  addBook(overrides: OrderBookOverrides): OrderBook;
  addTrade(overrides: Overrides<Trade>): Trade;
  /** What was said of an order before, and is not said anew, still holds. */
  addOrder(overrides: Overrides<Order>): Order;
  /** What is said of an order when it is placed holds for what is emitted and read of it. */
  notePlaced(orderId: string, terms: Overrides<Order>): void;
  /** What was said of an order so far. */
  knownFieldsOf(orderId: string): Overrides<Order>;
  /** What a subscription was answered with: where nothing was emitted before it. */
  readonly start: {
    orderBook(symbol: string, book: OrderBookOverrides): void;
    trades(symbol: string, trades: readonly Overrides<Trade>[]): void;
    orders(orders: readonly Overrides<Order>[]): void;
  };
  book(symbol: string): OrderBook | undefined;
  trades(symbol: string): readonly Trade[];
  openOrders(): Order[];
  /** Whether something was emitted that a new subscriber can begin with. */
  hasEmitted(stream: StreamName, symbol: string): boolean;
  forget(): void;
}

const FIRST_TRADE_ID = 100_000_001;

/** What goes with an order's status, and so does not hold any more when another one is said. */
const OF_STATUS = ["status", "venueStatus", "remainingQuantity"];

export function createStreamMemory(now: () => Timestamp): StreamMemory {
  const books = new Map<string, OrderBook>();
  const trades = new Map<string, readonly Trade[]>();
  const orders = new Map<string, Order>();
  const knownFields = new Map<string, Overrides<Order>>();
  const emitted: Record<StreamName, Set<string>> = {
    orderBook: new Set(),
    trades: new Set(),
    orders: new Set(),
  };
  let nextTradeId = FIRST_TRADE_ID;

  const toBook = (overrides: OrderBookOverrides): OrderBook => {
    const { symbol } = buildOrderBook(overrides);
    const sequence = String(BigInt(books.get(symbol)?.sequence ?? 0) + 1n);
    return buildOrderBook({ sequence, timestamp: now(), ...overrides });
  };
  const toTrade = (overrides: Overrides<Trade>): Trade => {
    const tradeId = String(nextTradeId);
    nextTradeId += 1;
    return buildTrade({ timestamp: now(), ...overrides, tradeId: overrides.tradeId ?? tradeId });
  };
  const keepOrder = (overrides: Overrides<Order>): Order => {
    const { orderId } = buildOrder(overrides);
    const before = knownFields.get(orderId) ?? { orderId, createdTime: now() };
    const said = mergeOverrides(REQUIRED_OF_ORDER, lasting(before, overrides), overrides);
    knownFields.set(orderId, said);
    const order = buildOrder({ updatedTime: now(), ...said });
    orders.set(orderId, order);
    return order;
  };

  return {
    addBook: (overrides) => {
      const book = toBook(overrides);
      emitted.orderBook.add(book.symbol);
      books.set(book.symbol, book);
      return book;
    },
    addTrade: (overrides) => {
      const trade = toTrade(overrides);
      emitted.trades.add(trade.symbol);
      trades.set(trade.symbol, [...(trades.get(trade.symbol) ?? []), trade].slice(-REMEMBERED_TRADES));
      return trade;
    },
    addOrder: (overrides) => {
      const order = keepOrder(overrides);
      emitted.orders.add(order.orderId);
      return order;
    },
    notePlaced: (orderId, terms) => void knownFields.set(orderId, { ...terms, orderId, createdTime: now() }),
    knownFieldsOf: (orderId) => knownFields.get(orderId) ?? { orderId, createdTime: now() },
    start: {
      orderBook: (symbol, book) => {
        if (!emitted.orderBook.has(symbol))
          books.set(symbol, toBook({ ...book, symbol: book.symbol ?? symbol }));
      },
      trades: (symbol, past) => {
        if (emitted.trades.has(symbol)) return;
        trades.set(
          symbol,
          past.map((trade) => toTrade({ ...trade, symbol: trade.symbol ?? symbol })),
        );
      },
      orders: (open) => {
        for (const order of open) {
          if (!emitted.orders.has(buildOrder(order).orderId)) keepOrder(order);
        }
      },
    },
    book: (symbol) => books.get(symbol),
    trades: (symbol) => trades.get(symbol) ?? [],
    openOrders: () => [...orders.values()].filter((order) => !isFinal(order)),
    hasEmitted: (stream, symbol) =>
      stream === "orders" ? emitted.orders.size > 0 : emitted[stream].has(symbol),
    forget: () => {
      for (const known of [books, trades, orders, knownFields, ...Object.values(emitted)]) known.clear();
      nextTradeId = FIRST_TRADE_ID;
    },
  };
}

/** What was said before and holds beside what is said now. A part that was filled stays so, unless all is. */
function lasting(before: Overrides<Order>, { status }: Overrides<Order>): Overrides<Order> {
  if (status === undefined) return before;
  const gone = status === OrderStatus.FILLED ? [...OF_STATUS, "filledQuantity"] : OF_STATUS;
  return Object.fromEntries(Object.entries(before).filter(([field]) => !gone.includes(field)));
}
