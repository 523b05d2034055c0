import { createLevelReader, isSnapshot, type Operations } from "@cqvx/core/venue";
import { readOrder } from "./normalizer/order.ts";
import { toBookProduct } from "./normalizer/product.ts";
import { readStreamedTrades } from "./normalizer/trade.ts";

/** The streams of the contract. */
export const streaming: Operations<"subscribeOrderBook" | "subscribeTrades" | "subscribeOrders"> = {
  subscribeOrderBook: {
    host: "market",
    channel: "level2",
    toKey: toBookProduct,
    isSnapshot,
    readLevels: createLevelReader({
      levels: "updates",
      price: "price_level",
      quantity: "new_quantity",
      side: "side",
      sides: { bid: "bids", offer: "asks" },
    }),
  },
  subscribeTrades: {
    host: "market",
    channel: "market_trades",
    toKey: toBookProduct,
    isSnapshot,
    readTrades: readStreamedTrades,
  },
  subscribeOrders: {
    host: "user",
    channel: "user",
    // Coinbase sends open orders in parts of 50.
    snapshot: { isPart: isSnapshot, size: 50 },
    // An update can hold positions only.
    readOrders: (event) =>
      event.has("orders") || isSnapshot(event) ? event.list("orders").map(readOrder) : [],
  },
};
