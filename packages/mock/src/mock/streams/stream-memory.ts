import type { Order, OrderBook, Timestamp, Trade } from "@cqvx/core";
import { OrderStatus } from "@cqvx/core/in-memory";
import { buildOrder, REQUIRED_OF_ORDER } from "../../builders/build-order.ts";
import { buildOrderBook, type OrderBookOverrides } from "../../builders/build-order-book.ts";
import { buildTrade } from "../../builders/build-trade.ts";
import { mergeOverrides, type Overrides } from "../../builders/overrides.ts";
import { isFinal } from "../../venue/is-final.ts";
import { REMEMBERED_TRADES } from "../../venue/stream-facts.ts";

/** The name of a stream of a mock. */
export type StreamName = "orderBook" | "trades" | "orders";

/** The items that a mock has streamed. A new subscriber starts with them. */
export interface StreamMemory {
  /** Stores the current book of a symbol. Its default sequence is one above the previous one. */
  addBook(overrides: OrderBookOverrides): OrderBook;
  addTrade(overrides: Overrides<Trade>): Trade;
  /** Stores the new state of an order. Fields that are not given keep their last value. */
  addOrder(overrides: Overrides<Order>): Order;
  /** Stores the terms of a placed order. Later reads and emitted states of the order start from them. */
  notePlaced(orderId: string, terms: Overrides<Order>): void;
  /** Returns the known fields of an order. */
  knownFieldsOf(orderId: string): Overrides<Order>;
  /** Stores the answer to a subscription as its first items, unless something was emitted before. */
  readonly start: {
    orderBook(symbol: string, book: OrderBookOverrides): void;
    trades(symbol: string, trades: readonly Overrides<Trade>[]): void;
    orders(orders: readonly Overrides<Order>[]): void;
  };
  book(symbol: string): OrderBook | undefined;
  trades(symbol: string): readonly Trade[];
  openOrders(): Order[];
  /** True when an item was emitted with which a new subscriber can start. */
  hasEmitted(stream: StreamName, symbol: string): boolean;
  forget(): void;
}

const FIRST_TRADE_ID = 100_000_001;

/** The fields that depend on an order's status. A new status makes the old values invalid. */
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
    const fields = mergeOverrides(REQUIRED_OF_ORDER, stillValid(before, overrides), overrides);
    knownFields.set(orderId, fields);
    const order = buildOrder({ updatedTime: now(), ...fields });
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

/** Returns the earlier fields that are still valid after an update. A filled quantity stays valid until the order is FILLED. */
function stillValid(before: Overrides<Order>, { status }: Overrides<Order>): Overrides<Order> {
  if (status === undefined) return before;
  const gone = status === OrderStatus.FILLED ? [...OF_STATUS, "filledQuantity"] : OF_STATUS;
  return Object.fromEntries(Object.entries(before).filter(([field]) => !gone.includes(field)));
}
