import type { OrderBook } from "@cqvx/core";
import { type JsonObject, readBook, withPresent } from "@cqvx/core/venue";
import { checkProduct } from "./product.ts";

/** The field names of a level in REST replies. */
export const LEVEL = { price: "price", quantity: "size" } as const;

/**
 * Reads the book of `GET /product_book`. Its symbol is the requested one. A USDC market shares the book of its USD twin, and
 * Coinbase labels the book with the twin.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-product-book
 */
export function readOrderBook(reply: JsonObject, symbol: string, depth: number): OrderBook {
  const book = reply.requiredObject("pricebook");
  checkProduct(book.requiredText("product_id"), symbol);
  return withPresent(readBook(book, symbol, depth, LEVEL), { timestamp: book.timestamp("time") });
}
