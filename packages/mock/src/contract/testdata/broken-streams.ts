import { type OrderBook, OrderStatus, type StreamState, type Trade } from "@cqvx/core";
import { type BrokenClient, NONE } from "./broken-client.ts";

/** Clients with a fault in streams. */
export const BROKEN_STREAMS: readonly BrokenClient[] = [
  {
    behaviour: "does not report a stale book",
    caughtBy: "S22",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: (symbol, handler, { onState, ...options } = {}) =>
        subscribeOrderBook(symbol, (book) => handler(book, { state: "live" }), {
          ...options,
          onState: (state: StreamState) => state !== "stale" && onState?.(state),
        }),
    }),
  },
  {
    behaviour: "delivers every trade twice",
    caughtBy: "S15",
    breakIn: ({ subscribeTrades }) => ({
      subscribeTrades: (symbol, handler, options) =>
        subscribeTrades(
          symbol,
          (trade) => {
            handler({ ...trade });
            return handler(trade);
          },
          options,
        ),
    }),
  },
  {
    behaviour: "calls an async handler again before it has finished",
    caughtBy: "S07",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: (symbol, handler, options) =>
        subscribeOrderBook(symbol, (book, context) => void handler(book, context), options),
    }),
  },
  {
    behaviour: "ends a book stream when its handler throws",
    caughtBy: "S08",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: async (symbol, handler, { onError, ...options } = {}) => {
        const stream = await subscribeOrderBook(symbol, handler, {
          ...options,
          onError: () => void stream.close(),
        });
        return stream;
      },
    }),
  },
  {
    behaviour: "does not update the asks of a book",
    caughtBy: "S26",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: (symbol, handler, options) => {
        let asks: OrderBook["asks"] | undefined;
        const freeze = (book: OrderBook): OrderBook => {
          asks ??= book.asks;
          return { ...book, asks };
        };
        return subscribeOrderBook(symbol, (book, context) => handler(freeze(book), context), options);
      },
    }),
  },
  {
    behaviour: "does not deliver partially filled orders",
    caughtBy: "S27",
    breakIn: ({ subscribeOrders = NONE }) => ({
      subscribeOrders: (handler, options) =>
        subscribeOrders((order) => order.status !== OrderStatus.PARTIALLY_FILLED && handler(order), options),
    }),
  },
  {
    behaviour: "ends a trade stream when its handler throws",
    caughtBy: "S28",
    breakIn: ({ subscribeTrades }) => ({
      subscribeTrades: async (symbol, handler, { onError, ...options } = {}) => {
        const fail = (error: unknown): void => {
          onError?.(error);
          void stream.close();
        };
        const stream = await subscribeTrades(symbol, handler, { ...options, onError: fail });
        return stream;
      },
    }),
  },
  {
    behaviour: "delivers the trades of a history in another order",
    caughtBy: "S29",
    breakIn: ({ subscribeTrades }) => ({
      subscribeTrades: (symbol, handler, options) => {
        const held: Trade[] = [];
        const swap = (trade: Trade): void => {
          held.unshift(trade);
          if (held.length < 2) return;
          for (const each of held.splice(0)) handler(each);
        };
        return subscribeTrades(symbol, options?.history ? swap : handler, options);
      },
    }),
  },
];
