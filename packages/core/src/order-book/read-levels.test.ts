import { expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { readJsonObject } from "../values/json.ts";
import { createLocalBook, type LocalBook } from "./local-book.ts";
import { createLevelReader } from "./read-levels.ts";

const read = createLevelReader({
  levels: "updates",
  price: "px",
  quantity: "qty",
  side: "side",
  sides: { bid: "bids", offer: "asks", ask: "asks" },
});

function bookAfter(updates: string): LocalBook {
  const book = createLocalBook();
  read(book, readJsonObject(`{"updates":${updates}}`));
  return book;
}

const levels = (...rows: readonly (readonly [price: string, quantity: string])[]): object[] =>
  rows.map(([price, quantity]) => ({ $typeName: "cqc.markets.v1.PriceLevel", price, quantity }));

test("changes are applied in order, each to its side", () => {
  const book = bookAfter(
    `[{"side":"bid","px":"99.50","qty":"1"},{"side":"offer","px":"101","qty":"2"},{"side":"ask","px":"100","qty":"3"},
      {"side":"bid","px":"99.5","qty":"4"},{"side":"offer","px":"101.0","qty":"0"},{"side":"bid","px":"98","qty":"5","more":null}]`,
  );
  expect(book.best("bids", 10)).toEqual(levels(["99.5", "4"], ["98", "5"]));
  expect(book.best("asks", 10)).toEqual(levels(["100", "3"]));
});

test("numbers keep every digit, also beside text", () => {
  const book = bookAfter(
    `[{"side":"bid","px":"99.50","qty":"1"},{"side":"bid","px":99.10,"qty":0.12345678901234567890},
      {"side":"bid","px":"98","qty":1.50},{"side":"bid","px":97.0,"qty":"1e-7"},{"side":"bid","px":"99.5","qty":0}]`,
  );
  expect(book.best("bids", 10)).toEqual(
    levels(["99.10", "0.12345678901234567890"], ["98", "1.50"], ["97.0", "0.0000001"]),
  );
});

test("a list that is null or empty changes nothing", () => {
  expect(bookAfter("null").size("bids")).toBe(0);
  expect(bookAfter("[]").size("asks")).toBe(0);
});

test("a thing that is missing is named", () => {
  expect(() => read(createLocalBook(), readJsonObject("{}"))).toThrow("updates is missing");
  expect(() => bookAfter(`[{"side":"bid","px":"1","qty":"1"},{"side":"bid","px":"1"}]`)).toThrow(
    "updates[1].qty is missing",
  );
  expect(() => bookAfter(`[{"side":"bid","px":null,"qty":"1"}]`)).toThrow("updates[0].px is missing");
  expect(() => bookAfter(`[{"px":"1","qty":"1"}]`)).toThrow("updates[0].side is missing");
});

test.each([
  `{}`,
  `"text"`,
  `[1]`,
  `[null]`,
  `[[]]`,
  `[{"side":"buy","px":"1","qty":"1"}]`,
  `[{"side":"BID","px":"1","qty":"1"}]`,
  `[{"side":"constructor","px":"1","qty":"1"}]`,
  `[{"side":["bid"],"px":"1","qty":"1"}]`,
  `[{"side":"bid","px":"","qty":"1"}]`,
  `[{"side":"bid","px":"1","qty":""}]`,
  `[{"side":"bid","px":"ten","qty":"1"}]`,
  `[{"side":"bid","px":1e400,"qty":"1"}]`,
  `[{"side":"bid","px":{},"qty":"1"}]`,
  `[{"side":"bid","px":"1","qty":true}]`,
  `[{"side":"bid","px":-1,"qty":1}]`,
])("%s is malformed", (updates) => {
  expect(() => bookAfter(updates)).toThrow(MalformedReply);
});

test("changes before one that cannot be read are in the book", () => {
  const book = createLocalBook();
  const event = readJsonObject(
    `{"updates":[{"side":"bid","px":"1","qty":"1"},{"side":"up","px":"2","qty":"1"}]}`,
  );
  expect(() => read(book, event)).toThrow("no known side");
  expect(book.size("bids")).toBe(1);
});
