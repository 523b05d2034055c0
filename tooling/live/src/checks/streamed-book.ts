import type { OrderBook } from "@cqvx/core";
import { type Check, STREAM_MS } from "../check.ts";
import { follow } from "../follow.ts";
import { verifyBook } from "../verify-book.ts";

const DEPTH = 10;

/** The first book and five updates. */
const BOOKS = 6;

export const streamedBook: Check = {
  method: "subscribeOrderBook",
  timeoutMs: STREAM_MS,
  run: async (client, { symbol, signal }) => {
    const { liveMs } = await follow<OrderBook>({
      subscribe: (handler, options) =>
        client.subscribeOrderBook(symbol, (book) => handler(book), { ...options, depth: DEPTH }),
      verify: (book) => verifyBook(book, { symbol, depth: DEPTH }),
      count: BOOKS,
      signal,
    });
    return `live after ${liveMs.toFixed(0)} ms, then ${BOOKS - 1} updates`;
  },
};
