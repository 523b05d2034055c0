import type { Trading } from "@cqvx/core";
import type { Connection, SequencedFacts, VenueStreams } from "@cqvx/core/venue";
import { createLevelReader, createSequencedProtocol, createStreaming, isSnapshot } from "@cqvx/core/venue";
import { readOrder } from "./normalizer/order.ts";
import { toBookProduct } from "./normalizer/product.ts";
import { readStreamedTrades } from "./normalizer/trade.ts";

/** https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels */
const PROTOCOL: SequencedFacts = {
  channels: {
    heartbeats: {},
    level2: { sentAs: "l2_data", product: { field: "product_id" } },
    market_trades: { product: { field: "product_id", list: "trades" } },
    user: { isPrivate: true },
  },
  heartbeats: "heartbeats",
  refusals: { "authentication failure": "unauthorized", "rate limit": "rateLimited" },
};

const readLevels = createLevelReader({
  levels: "updates",
  price: "price_level",
  quantity: "new_quantity",
  side: "side",
  sides: { bid: "bids", offer: "asks" },
});

export function createCoinbaseStreaming(connection: Connection, lookUp: Trading): VenueStreams {
  return createStreaming(connection, {
    createProtocol: (parts) => createSequencedProtocol(PROTOCOL, parts),
    toProduct: toBookProduct,
    books: { host: "market", channel: "level2", isSnapshot, readLevels },
    trades: { host: "market", channel: "market_trades", isSnapshot, readTrades: readStreamedTrades },
    orders: {
      host: "user",
      channel: "user",
      isSnapshot,
      // Open orders come in parts of this many.
      snapshotSize: 50,
      // An update may be about positions only.
      readOrders: (event) =>
        event.has("orders") || isSnapshot(event) ? event.list("orders").map(readOrder) : [],
      lookUp,
    },
  });
}
