import type { Price } from "@cqvx/core";
import { type JsonObject, withPresent } from "@cqvx/core/venue";
import { readLevels } from "../normalizer/orderbook.ts";
import { isSameMarket } from "../normalizer/product.ts";

/**
 * One market of `GET /best_bid_ask`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-best-bid-ask
 */
export function readPrice(book: JsonObject, symbols: readonly string[]): Price {
  const productId = book.requiredText("product_id");
  const [bid] = readLevels(book, "bids", 1);
  const [ask] = readLevels(book, "asks", 1);
  const twin = symbols.find((symbol) => isSameMarket(productId, symbol));
  const symbol = symbols.includes(productId) ? productId : (twin ?? productId);
  return withPresent<Price>(
    { $typeName: "cqc.markets.v1.Price", symbol },
    {
      bid: bid?.price,
      bidQuantity: bid?.quantity,
      ask: ask?.price,
      askQuantity: ask?.quantity,
      timestamp: book.timestamp("time"),
    },
  );
}
