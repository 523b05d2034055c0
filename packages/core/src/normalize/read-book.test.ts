import { describe, expect, test } from "vitest";
import type { PriceLevel } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { readJsonObject } from "../values/json.ts";
import { readBook, readLevels, topOfBook } from "./read-book.ts";

const NAMES = { price: "px", quantity: "qty" };

const bookOf = (json: string, depth = Number.POSITIVE_INFINITY) =>
  readBook(readJsonObject(json), "BTC-USD", depth, NAMES);

const BOOK = `{"bids":[{"px":"100.10","qty":0.50},{"px":"99","qty":"1e-7"}],"asks":[{"px":101.0,"qty":"3"}]}`;

const level = (price: string, quantity: string): PriceLevel => ({
  $typeName: "cqc.markets.v1.PriceLevel",
  price,
  quantity,
});

describe("a book of objects", () => {
  test("is read by the venue's names, and keeps every digit of text and of numbers", () => {
    expect(bookOf(BOOK)).toEqual({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol: "BTC-USD",
      bids: [level("100.10", "0.50"), level("99", "0.0000001")],
      asks: [level("101.0", "3")],
      indicative: false,
    });
  });

  test("has the best levels of each side, as many as the depth", () => {
    expect(bookOf(BOOK, 1)).toMatchObject({ bids: [{ price: "100.10" }], asks: [{ price: "101.0" }] });
    expect(bookOf(BOOK, 2).bids).toHaveLength(2);
  });

  test("may have an empty side, or one that is null", () => {
    expect(bookOf('{"bids":[],"asks":null}')).toMatchObject({ bids: [], asks: [] });
  });

  test.each<readonly [string, string]>([
    ["a side that is missing", '{"bids":[]}'],
    ["a level that is no object", '{"bids":[["1","1"]],"asks":[]}'],
    ["a price that is missing", '{"bids":[{"qty":"1"}],"asks":[]}'],
    ["a quantity that is no decimal", '{"bids":[{"px":"1","qty":"many"}],"asks":[]}'],
    ["bids from worst to best", '{"bids":[{"px":"1","qty":"1"},{"px":"2","qty":"1"}],"asks":[]}'],
    ["asks from worst to best", '{"bids":[],"asks":[{"px":"2","qty":"1"},{"px":"1","qty":"1"}]}'],
    ["a bid above an ask", '{"bids":[{"px":"2","qty":"1"}],"asks":[{"px":"1","qty":"1"}]}'],
  ])("with %s is malformed", (_name, json) => {
    expect(() => bookOf(json)).toThrow(MalformedReply);
  });

  test("names the path of a wrong value", () => {
    expect(() => bookOf('{"bids":[{"px":"1","qty":"1"},{"px":"0.5"}],"asks":[]}')).toThrow(
      "bids[1].qty is missing",
    );
  });
});

test("levels are read from any list, in its order", () => {
  const levels = readLevels(readJsonObject('{"offers":[{"p":"2","q":"1"},{"p":"1","q":"5"}]}'), "offers", 5, {
    price: "p",
    quantity: "q",
  });
  expect(levels).toEqual([level("2", "1"), level("1", "5")]);
});

describe("the top of a book", () => {
  test("is its best levels", () => {
    expect(topOfBook("BTC-USD", level("99", "1"), level("100", "2"))).toEqual({
      $typeName: "cqc.markets.v1.Price",
      symbol: "BTC-USD",
      bid: "99",
      bidQuantity: "1",
      ask: "100",
      askQuantity: "2",
    });
  });

  test("leaves out an empty side", () => {
    expect(Object.keys(topOfBook("BTC-USD", undefined, level("100", "2")))).toEqual([
      "$typeName",
      "symbol",
      "ask",
      "askQuantity",
    ]);
    expect(Object.keys(topOfBook("BTC-USD", undefined, undefined))).toEqual(["$typeName", "symbol"]);
  });
});
