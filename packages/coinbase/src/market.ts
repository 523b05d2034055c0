import type { HttpRequest, Operations, VenueHttp } from "@cqvx/core/venue";
import { MARKET_DATA } from "./config.ts";
import { readOrderBook } from "./normalizer/orderbook.ts";
import { readProductPage } from "./normalizer/product.ts";

/** Creates the market data methods of the contract. */
export function market({ canSign }: Pick<VenueHttp, "canSign">): Operations<"getOrderBook" | "getProducts"> {
  return {
    getOrderBook: (symbol, depth) => ({
      ...marketData(canSign, "productBook"),
      query: { product_id: symbol, limit: depth === Number.POSITIVE_INFINITY ? undefined : depth },
      read: (reply) => readOrderBook(reply, symbol, depth),
    }),
    getProducts: (symbols) => ({
      ...marketData(canSign, "products"),
      query: { product_ids: symbols },
      read: readProductPage,
    }),
  };
}

type MarketEndpoint = Pick<HttpRequest<unknown>, "path" | "access" | "headers">;

/**
 * Selects the signed endpoint for a client with credentials: its data is live, and it counts against the limit of the key.
 * Selects the public one otherwise. Coinbase caches that one for about a second unless the request says `no-cache`.
 */
export function marketData(canSign: boolean, endpoint: keyof typeof MARKET_DATA): MarketEndpoint {
  const { signed, public: open } = MARKET_DATA[endpoint];
  return canSign
    ? { path: signed }
    : { path: open, access: "public", headers: { "cache-control": "no-cache" } };
}
