import type { Market } from "@cqvx/core";
import { type Connection, checkDepth, checkSymbol, type HttpRequest } from "@cqvx/core/venue";
import { ENDPOINTS, type Endpoint } from "./config.ts";
import { readOrderBook } from "./normalizer/orderbook.ts";

export function createMarket({ calls, http }: Connection): Market {
  return {
    getOrderBook: (symbol, options = {}) =>
      calls.run("getOrderBook", options, async (call) => {
        const depth = checkDepth(options.depth, call);
        checkSymbol(symbol, call);
        return http.send(call, {
          ...marketData(http.canSign, "productBook", "publicProductBook"),
          query: { product_id: symbol, limit: depth === Number.POSITIVE_INFINITY ? undefined : depth },
          read: (reply) => readOrderBook(reply, symbol, depth),
        });
      }),
  };
}

type MarketEndpoint = Pick<HttpRequest<unknown>, "path" | "access" | "headers">;

/**
 * With credentials the private twin of a market data endpoint is used: its data is live, and its limit is the key's own.
 * The public one is cached for about a second unless asked not to.
 */
export function marketData(canSign: boolean, signed: Endpoint, open: Endpoint): MarketEndpoint {
  return canSign
    ? { path: ENDPOINTS[signed] }
    : { path: ENDPOINTS[open], access: "public", headers: { "cache-control": "no-cache" } };
}
