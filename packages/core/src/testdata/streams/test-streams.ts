import { isSnapshot } from "../../connection/protocol/is-snapshot.ts";
import type { Trading } from "../../contract/venue-client.ts";
import { OrderStatus } from "../../cqc/enums.ts";
import type { StreamsOfVenue } from "../../feeds/venue-streams.ts";
import { ORDER, TRADE } from "../messages.ts";

/** The streams of the scripted venue. An event holds one bid, one trade, or one filled order. */
export const TEST_STREAMS: StreamsOfVenue = {
  subscribeOrderBook: {
    host: "market",
    channel: "level2",
    isSnapshot,
    readLevels: (book, event) => {
      const price = event.text("bid");
      if (price !== undefined) book.set("bids", price, "1");
    },
  },
  subscribeTrades: {
    host: "market",
    channel: "market_trades",
    isSnapshot,
    readTrades: (event, symbol) => {
      const tradeId = event.text("trade");
      return tradeId === undefined ? [] : [{ ...TRADE, tradeId, symbol }];
    },
  },
  subscribeOrders: {
    host: "user",
    channel: "user",
    snapshot: { isPart: isSnapshot, size: 50 },
    readOrders: (event) => {
      const orderId = event.text("order");
      return orderId === undefined ? [] : [{ ...ORDER, orderId, status: OrderStatus.FILLED }];
    },
  },
};

/** A look-up that finds no missed order. */
export const TEST_LOOK_UP: Pick<Trading, "getOrder" | "getOrders"> = {
  getOrder: async () => ORDER,
  getOrders: async () => [],
};
