import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { readJsonObject } from "../values/json.ts";
import { createLocalBook, type LocalBook } from "./local-book.ts";
import { createLevelReader, createTupleReader } from "./read-levels.ts";

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

test("numbers keep every digit, also next to text", () => {
  const book = bookAfter(
    `[{"side":"bid","px":"99.50","qty":"1"},{"side":"bid","px":99.10,"qty":0.12345678901234567890},
      {"side":"bid","px":"98","qty":1.50},{"side":"bid","px":97.0,"qty":"1e-7"},{"side":"bid","px":"99.5","qty":0}]`,
  );
  expect(book.best("bids", 10)).toEqual(
    levels(["99.10", "0.12345678901234567890"], ["98", "1.50"], ["97.0", "0.0000001"]),
  );
});

test("a null or empty list changes nothing", () => {
  expect(bookAfter("null").size("bids")).toBe(0);
  expect(bookAfter("[]").size("asks")).toBe(0);
});

test("an error names the missing field", () => {
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

test("changes before an unreadable one are applied", () => {
  const book = createLocalBook();
  const event = readJsonObject(
    `{"updates":[{"side":"bid","px":"1","qty":"1"},{"side":"up","px":"2","qty":"1"}]}`,
  );
  expect(() => read(book, event)).toThrow("unknown side");
  expect(book.size("bids")).toBe(1);
});

describe("levels that are tuples", () => {
  const readTuples = createTupleReader({ bids: "b", asks: "a" });

  const bookOf = (...events: readonly string[]): LocalBook => {
    const book = createLocalBook();
    for (const event of events) readTuples(book, readJsonObject(event));
    return book;
  };

  test("are applied in order, each list to its side", () => {
    const book = bookOf(
      '{"b":[["99.50","1"],["98","2"]],"a":[["100","3"],["101","4"]]}',
      '{"b":[["99.5","0"],["97","5"]],"a":[["100.00","6"]]}',
    );
    expect(book.best("bids", 10)).toEqual(levels(["98", "2"], ["97", "5"]));
    expect(book.best("asks", 10)).toEqual(levels(["100.00", "6"], ["101", "4"]));
  });

  test("keep every digit of numbers, and may have more members", () => {
    const book = bookOf('{"b":[[99.10,0.12345678901234567890,7],["98",1.50]],"a":[[100.0,1e-7,"x"]]}');
    expect(book.best("bids", 10)).toEqual(levels(["99.10", "0.12345678901234567890"], ["98", "1.50"]));
    expect(book.best("asks", 10)).toEqual(levels(["100.0", "0.0000001"]));
  });

  test("read the same as text and as numbers, for any digits", () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
      .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(12, "0")}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { maxLength: 10 }), (rows) => {
        const text = bookOf(`{"b":[${rows.map(([price, size]) => `["${price}","${size}"]`).join(",")}]}`);
        const numbers = bookOf(`{"b":[${rows.map(([price, size]) => `[${price},${size}]`).join(",")}]}`);
        expect(numbers.best("bids", 20)).toEqual(text.best("bids", 20));
        expect(text.size("bids")).toBe(new Set(rows.map(([price]) => price)).size);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });

  test("change nothing when a list is absent, null or empty", () => {
    const book = bookOf(
      '{"b":[["99","1"]],"a":[["100","1"]]}',
      "{}",
      '{"b":null,"a":[]}',
      '{"c":[["1","1"]]}',
    );
    expect(book.best("bids", 10)).toEqual(levels(["99", "1"]));
    expect(book.best("asks", 10)).toEqual(levels(["100", "1"]));
  });

  test.each([
    '{"b":{}}',
    '{"b":"text"}',
    '{"b":[{"px":"1"}]}',
    '{"b":["1","1"]}',
    '{"b":[[]]}',
    '{"b":[["1"]]}',
    '{"b":[["1",null]]}',
    '{"b":[["ten","1"]]}',
    '{"b":[["1",true]]}',
    '{"b":[["-1","1"]]}',
    '{"b":[["1","-1"]]}',
    '{"a":[[0,"1"]]}',
  ])("%s is malformed", (event) => {
    expect(() => bookOf(event)).toThrow(MalformedReply);
  });

  test("name the path of a missing value", () => {
    expect(() => bookOf('{"a":[["1","1"],["2"]]}')).toThrow("a[1][1] is missing");
  });
});
