import type { OrderBook, Price, PriceLevel } from "@cqvx/core";
import { checkBook, type JsonObject, MalformedReply, withPresent } from "@cqvx/core/venue";

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

/** Whether Coinbase's label means the market that was asked for. */
function isSameMarket(productId: string, symbol: string): boolean {
  return productId === symbol || productId === symbol.replace(/-USDC$/, "-USD");
}

export function checkProduct(productId: string, symbol: string): void {
  if (!isSameMarket(productId, symbol))
    throw new MalformedReply("the reply is about another product", "WRONG_PRODUCT");
}

function readLevels(book: JsonObject, side: "bids" | "asks", depth: number): PriceLevel[] {
  const levels = book.list(side).map(
    (level): PriceLevel => ({
      $typeName: "cqc.markets.v1.PriceLevel",
      price: level.requiredDecimal("price"),
      quantity: level.requiredDecimal("size"),
    }),
  );
  return levels.length > depth ? levels.slice(0, depth) : levels;
}
