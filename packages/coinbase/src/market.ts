import type { Market, Products } from "@cqvx/core";
import type { Connection, HttpRequest } from "@cqvx/core/venue";
import { createListedProductMethods, createMarketMethods } from "@cqvx/core/venue";
import { ENDPOINTS, type Endpoint } from "./config.ts";
import { readOrderBook } from "./normalizer/orderbook.ts";
import { readProductPage } from "./normalizer/product.ts";

export function createMarket(connection: Connection): Market & Products {
  const { http } = connection;
  const market = createMarketMethods(connection, (symbol, depth, call) =>
    http.send(call, {
      ...marketData(http.canSign, "productBook", "publicProductBook"),
      query: { product_id: symbol, limit: depth === Number.POSITIVE_INFINITY ? undefined : depth },
      read: (reply) => readOrderBook(reply, symbol, depth),
    }),
  );
  const products = createListedProductMethods(connection, (symbols) => ({
    ...marketData(http.canSign, "products", "publicProducts"),
    query: { product_ids: symbols },
    read: readProductPage,
  }));
  return { ...market, ...products };
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
