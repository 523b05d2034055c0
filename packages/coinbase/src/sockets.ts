import { createCoinbaseSockets } from "@cqvx/core/streams";
import type { SocketProtocol } from "@cqvx/core/venue";

/**
 * The channels of Coinbase's sockets, and the meaning of their error messages.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
 */
export const SOCKETS: SocketProtocol = createCoinbaseSockets({
  channels: {
    heartbeats: {},
    level2: { sentAs: "l2_data", product: { field: "product_id" } },
    market_trades: { product: { field: "product_id", list: "trades" } },
    user: { isPrivate: true },
  },
  heartbeats: "heartbeats",
  refusals: { "authentication failure": "unauthorized", "rate limit": "rateLimited" },
});
