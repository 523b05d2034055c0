import { CALL_MS, type Check } from "../check.ts";
import { verifyBook } from "../verify-book.ts";

const DEPTH = 10;

export const orderBook: Check = {
  method: "getOrderBook",
  timeoutMs: CALL_MS,
  run: async (client, { symbol, signal }) => {
    const book = await client.getOrderBook(symbol, { depth: DEPTH, signal });
    verifyBook(book, { symbol, depth: DEPTH });
    return `${book.bids.length} bids and ${book.asks.length} asks, sorted by price`;
  },
};
