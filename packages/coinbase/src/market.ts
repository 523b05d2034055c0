import type { HttpRequest, Operations, VenueHttp } from "@cqvx/core/venue";
import { MARKET_DATA } from "./config.ts";
import { readOrderBook } from "./normalizer/orderbook.ts";
import { readProductPage } from "./normalizer/product.ts";

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
 * With credentials the private twin of a market data endpoint is used: its data is live, and its limit is the key's own.
 * The public one is cached for about a second unless asked not to.
 */
export function marketData(canSign: boolean, endpoint: keyof typeof MARKET_DATA): MarketEndpoint {
  const { signed, public: open } = MARKET_DATA[endpoint];
  return canSign
    ? { path: signed }
    : { path: open, access: "public", headers: { "cache-control": "no-cache" } };
}
