import { OrderStatus } from "../cqc/enums.ts";
import { isSnapshot } from "../stream/sequenced-protocol.ts";
import type { StreamingSpec } from "../stream/streaming.ts";
import { ORDER, TRADE } from "./messages.ts";

/** How the streams of the scripted venue are read: an event tells of one bid, one trade, or one order that is filled. */
export const TEST_STREAMS: Pick<StreamingSpec, "books" | "trades" | "orders"> = {
  books: {
    host: "market",
    channel: "level2",
    isSnapshot,
    readLevels: (book, event) => {
      const price = event.text("bid");
      if (price !== undefined) book.set("bids", price, "1");
    },
  },
  trades: {
    host: "market",
    channel: "market_trades",
    isSnapshot,
    readTrades: (event, symbol) => {
      const tradeId = event.text("trade");
      return tradeId === undefined ? [] : [{ ...TRADE, tradeId, symbol }];
    },
  },
  orders: {
    host: "user",
    channel: "user",
    isSnapshot,
    snapshotSize: 50,
    readOrders: (event) => {
      const orderId = event.text("order");
      return orderId === undefined ? [] : [{ ...ORDER, orderId, status: OrderStatus.FILLED }];
    },
    lookUp: { getOrder: async () => ORDER, getOrders: async () => [] },
  },
};
