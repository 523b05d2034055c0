import type { OrderBook, PriceLevel } from "@cqvx/core";
import { checkBook, type JsonObject, withPresent } from "@cqvx/core/venue";
import { checkProduct } from "./product.ts";

/**
 * The book of `GET /product_book`. It is labelled with the symbol that was asked for: a USDC market shares the book of
 * its USD twin, and Coinbase answers with the twin's name.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-product-book
 */
export function readOrderBook(reply: JsonObject, symbol: string, depth: number): OrderBook {
  const book = reply.requiredObject("pricebook");
  checkProduct(book.requiredText("product_id"), symbol);
  const bids = readLevels(book, "bids", depth);
  const asks = readLevels(book, "asks", depth);
  checkBook(bids, asks);
  return withPresent<OrderBook>(
    { $typeName: "cqc.markets.v1.OrderBook", symbol, bids, asks, indicative: false },
    { timestamp: book.timestamp("time") },
  );
}

export function readLevels(book: JsonObject, side: "bids" | "asks", depth: number): PriceLevel[] {
  const levels = book.list(side).map(
    (level): PriceLevel => ({
      $typeName: "cqc.markets.v1.PriceLevel",
      price: level.requiredDecimal("price"),
      quantity: level.requiredDecimal("size"),
    }),
  );
  return levels.length > depth ? levels.slice(0, depth) : levels;
}
