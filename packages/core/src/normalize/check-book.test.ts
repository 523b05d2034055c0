import { expect, test } from "vitest";
import type { PriceLevel } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { checkBook } from "./check-book.ts";

const levels = (...prices: readonly string[]): PriceLevel[] =>
  prices.map((price) => ({ $typeName: "cqc.markets.v1.PriceLevel", price, quantity: "1" }));

test.each<readonly [string, PriceLevel[], PriceLevel[]]>([
  ["empty", [], []],
  ["one-sided", levels("1"), []],
  ["in order", levels("10", "9.50", "9.5", "-1"), levels("10.1", "11")],
  ["locked, its best prices the same", levels("10.0"), levels("10.00")],
])("a book that is %s is good", (_name, bids, asks) => {
  expect(() => checkBook(bids, asks)).not.toThrow();
});

test.each<readonly [string, PriceLevel[], PriceLevel[]]>([
  ["UNSORTED_BOOK", levels("9", "10"), []],
  ["UNSORTED_BOOK", [], levels("11", "10.5")],
  ["CROSSED_BOOK", levels("10.1"), levels("10")],
  ["CROSSED_BOOK", levels("1.00000000000000000002"), levels("1.00000000000000000001")],
])("%s", (code, bids, asks) => {
  expect(() => checkBook(bids, asks)).toThrow(MalformedReply);
  expect(() => checkBook(bids, asks)).toThrow(expect.objectContaining({ code }));
});
