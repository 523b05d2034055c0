import type { OrderBook, PriceLevel } from "@cqvx/core";
import { expect, test } from "vitest";
import { verifyBook } from "./verify-book.ts";

function bookOf(bids: readonly string[], asks: readonly string[]): OrderBook {
  const levelOf = (price: string): PriceLevel => ({
    $typeName: "cqc.markets.v1.PriceLevel",
    price,
    quantity: "1",
  });
  return {
    $typeName: "cqc.markets.v1.OrderBook",
    symbol: "SOL-USD",
    bids: bids.map(levelOf),
    asks: asks.map(levelOf),
    indicative: false,
  };
}

const WANTED = { symbol: "SOL-USD", depth: 2 };

test("accepts a sorted book, also one whose best bid equals its best ask", () => {
  expect(() => verifyBook(bookOf(["10.1", "9.95"], ["10.10", "11"]), WANTED)).not.toThrow();
});

test.each<[string, OrderBook]>([
  ["a side of the book is empty", bookOf([], ["11"])],
  ["a side of the book is empty", bookOf(["10"], [])],
  ["more levels a side than the requested 2", bookOf(["10"], ["11", "12", "13"])],
  ["not sorted by price", bookOf(["9", "10"], ["11"])],
  ["not sorted by price", bookOf(["10"], ["12", "11"])],
  ["not sorted by price", bookOf(["10", "10"], ["11"])],
  ["not sorted by price", bookOf(["many"], ["11"])],
  ["above the best ask", bookOf(["10"], ["9.99"])],
])("rejects a book with the reason: %s (%#)", (message, book) => {
  expect(() => verifyBook(book, WANTED)).toThrow(message);
});

test("rejects the book of another market", () => {
  expect(() => verifyBook(bookOf(["10"], ["11"]), { ...WANTED, symbol: "ETH-USD" })).toThrow(
    "another market",
  );
});
