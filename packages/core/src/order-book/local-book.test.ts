import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PriceLevel } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { compareDecimals } from "../values/decimal.ts";
import { isZero, normalizeDecimal } from "../values/decimal-text.ts";
import { type BookSide, createLocalBook, type LocalBook } from "./local-book.ts";

const SIDES = ["bids", "asks"] as const;

type Row = readonly [price: string, quantity: string];
type Change = readonly [side: BookSide, price: string, quantity: string];

function rows(book: LocalBook, side: BookSide, depth = Number.POSITIVE_INFINITY): Row[] {
  return book.best(side, depth).map(({ price, quantity }) => [price, quantity]);
}

function bookOf(...changes: readonly Change[]): LocalBook {
  const book = createLocalBook();
  for (const change of changes) book.set(...change);
  return book;
}

/** A simple and slow book. The reference for the tested book. */
function createNaiveBook(): LocalBook {
  const sides: Record<BookSide, Map<string, Row>> = { bids: new Map(), asks: new Map() };
  const best = (side: BookSide, depth: number): PriceLevel[] =>
    [...sides[side].values()]
      .sort(([left], [right]) => compareDecimals(left, right) * (side === "bids" ? -1 : 1))
      .slice(0, depth)
      .map(([price, quantity]) => ({ $typeName: "cqc.markets.v1.PriceLevel", price, quantity }));
  return {
    clear: () => {
      for (const side of SIDES) sides[side].clear();
    },
    set: (side, price, quantity) => {
      const [writtenPrice, writtenQuantity] = [
        normalizeDecimal(price) ?? "",
        normalizeDecimal(quantity) ?? "",
      ];
      const [, whole, fraction] = /^0*(\d*?)(?:\.(\d*?)0*)?$/.exec(writtenPrice) ?? [];
      const value = `${whole}.${fraction ?? ""}`;
      if (isZero(writtenQuantity)) sides[side].delete(value);
      else sides[side].set(value, [writtenPrice, writtenQuantity]);
    },
    isCrossed: () => {
      const [[bid], [ask]] = [best("bids", 1), best("asks", 1)];
      return bid !== undefined && ask !== undefined && compareDecimals(bid.price, ask.price) > 0;
    },
    best,
    size: (side) => sides[side].size,
  };
}

function expectSame(book: LocalBook, naive: LocalBook): void {
  for (const side of SIDES) {
    expect(book.best(side, Number.POSITIVE_INFINITY)).toEqual(naive.best(side, Number.POSITIVE_INFINITY));
    expect(book.best(side, 3)).toEqual(naive.best(side, 3));
    expect(book.size(side)).toBe(naive.size(side));
  }
  expect(book.isCrossed()).toBe(naive.isCrossed());
}

describe("a level", () => {
  test("is returned with the digits that the venue sent, at any scale of the other levels", () => {
    const book = bookOf(["bids", "100.10", "0.50"], ["bids", "99", "1.0"], ["bids", "99.123456", "007"]);
    expect(rows(book, "bids")).toEqual([
      ["100.10", "0.50"],
      ["99.123456", "007"],
      ["99", "1.0"],
    ]);
    expect(book.best("bids", 1)).toEqual([
      { $typeName: "cqc.markets.v1.PriceLevel", price: "100.10", quantity: "0.50" },
    ]);
  });

  test("is one level for all notations of its price, and keeps the latest text", () => {
    const texts = ["100.1", "100.10", "0100.100", "1001e-1", `100.1${"0".repeat(80)}`, "100.1"];
    const written = ["100.1", "100.10", "0100.100", "100.1", `100.1${"0".repeat(80)}`, "100.1"];
    const book = createLocalBook();
    for (const [index, text] of texts.entries()) {
      book.set("asks", text, `${index + 1}`);
      // The second read uses the text that the first one cached.
      expect(rows(book, "asks")).toEqual([[written[index], `${index + 1}`]]);
      expect(rows(book, "asks")).toEqual([[written[index], `${index + 1}`]]);
    }
  });

  test("keeps unusual notations when it has not been read before", () => {
    expect(rows(bookOf(["bids", "000.50", ".5"]), "bids")).toEqual([["000.50", "0.5"]]);
    expect(rows(bookOf(["bids", ".5", "1e-7"]), "bids")).toEqual([["0.5", "0.0000001"]]);
    expect(rows(bookOf(["bids", "15e2", "1E2"]), "bids")).toEqual([["1500", "100"]]);
    expect(rows(bookOf(["bids", `${"0".repeat(90)}7`, "1"]), "bids")).toEqual([[`${"0".repeat(90)}7`, "1"]]);
  });

  test.each(["0", "0.00000000", "0e-8", "-0", "-0.0", `0.${"0".repeat(90)}`])("is removed by %s", (zero) => {
    const book = bookOf(["bids", "100.1", "1"], ["bids", "99", "2"], ["bids", "100.10", zero]);
    expect(rows(book, "bids")).toEqual([["99", "2"]]);
  });

  test.each(["98", "9.9", "98.5", "1e-30", "9007199254740993", `1${"0".repeat(99)}`])(
    "that does not exist is removed without an effect: %s",
    (price) => {
      const book = bookOf(["asks", "99", "2"], ["asks", price, "0"], ["bids", price, "0"]);
      expect(rows(book, "asks")).toEqual([["99", "2"]]);
      expect(book.size("bids")).toBe(0);
    },
  );

  test("that was delivered never changes, and changing it does not change the book", () => {
    const book = bookOf(["bids", "100.1", "1"]);
    const [first] = book.best("bids", 1);
    const [second] = book.best("bids", 1);
    if (second) second.quantity = "666";
    book.set("bids", "100.10", "2");
    expect(first).toEqual({ $typeName: "cqc.markets.v1.PriceLevel", price: "100.1", quantity: "1" });
    expect(rows(book, "bids")).toEqual([["100.10", "2"]]);
  });
});

describe.each([
  ["fast", "1"],
  ["exact", "1.00000000000000000001"],
])("a %s book", (_name, one) => {
  test.each([
    "",
    " 1",
    "1 ",
    "NaN",
    "Infinity",
    "1e999",
    "0x10",
    "1,5",
    "1_0",
    ".",
    "1.",
    "1..2",
    "..5",
    "--1",
    "+1",
    "/",
    ":",
    "1/2",
    "１",
    "null",
    "9".repeat(101),
    "9".repeat(10_000),
  ])("refuses %.20j as an amount, and stays unchanged", (text) => {
    const book = bookOf(["bids", one, "1"]);
    for (const [price, quantity] of [
      [text, "1"],
      [text, "0"],
      ["2", text],
      [one, text],
    ] as const) {
      expect(() => book.set("bids", price, quantity)).toThrow(MalformedReply);
      expect(() => book.set("bids", price, quantity)).toThrow(
        expect.objectContaining({ code: "BAD_LEVEL", message: expect.not.stringContaining(text || "\0") }),
      );
    }
    expect(rows(book, "bids")).toEqual([[one, "1"]]);
  });

  test.each(["0", "0.00", "-1", "-0.5", "-0", "0e5", "-1e-30", "00000000000000000000"])(
    "refuses %s as a price",
    (price) => {
      const book = bookOf(["asks", one, "1"]);
      expect(() => book.set("asks", price, "1")).toThrow(MalformedReply);
      expect(() => book.set("asks", price, "0")).toThrow(MalformedReply);
      expect(rows(book, "asks")).toEqual([[one, "1"]]);
    },
  );

  test.each(["-1", "-0.00000000000000000001", "-1e-30"])("refuses %s as a quantity", (quantity) => {
    const book = bookOf(["asks", one, "1"]);
    expect(() => book.set("asks", one, quantity)).toThrow(expect.objectContaining({ code: "BAD_LEVEL" }));
    expect(rows(book, "asks")).toEqual([[one, "1"]]);
  });

  test("returns its best prices first, as many as the depth", () => {
    const book = createLocalBook();
    for (const price of ["3", one, "20", "100.5"]) for (const side of SIDES) book.set(side, price, "1");
    expect(rows(book, "bids", 3).map(([price]) => price)).toEqual(["100.5", "20", "3"]);
    expect(rows(book, "asks", 3).map(([price]) => price)).toEqual([one, "3", "20"]);
    expect(rows(book, "asks", 0)).toEqual([]);
    expect(rows(book, "asks", 100)).toHaveLength(4);
    expect(book.size("asks")).toBe(4);
  });

  test("is crossed when its best bid is strictly above its best ask", () => {
    const book = bookOf(["bids", one, "1"]);
    expect(book.isCrossed()).toBe(false);
    book.set("asks", "2.5", "1");
    expect(book.isCrossed()).toBe(false);
    book.set("asks", `${one}${one.includes(".") ? "0" : ".0"}`, "1");
    expect(book.isCrossed()).toBe(false);
    book.set("bids", "2", "1");
    expect(book.isCrossed()).toBe(true);
    book.set("asks", one, "0");
    expect(book.isCrossed()).toBe(false);
  });

  test("is crossed by a difference that is too small for doubles", () => {
    const book = bookOf(["bids", one, "1"], ["asks", "1.00000000000000000002", "1"]);
    expect(book.isCrossed()).toBe(false);
    book.set("bids", "1.00000000000000000003", "1");
    expect(book.isCrossed()).toBe(true);
  });

  test("is empty after a clear, and can be filled again", () => {
    const book = bookOf(["bids", one, "1"], ["asks", "2.123", "1"]);
    book.clear();
    expect([book.size("bids"), book.size("asks"), book.isCrossed()]).toEqual([0, 0, false]);
    expect(rows(book, "bids")).toEqual([]);
    book.set("asks", "5", "1");
    expect(rows(book, "asks")).toEqual([["5", "1"]]);
  });
});

describe("prices at the limit of doubles", () => {
  test.each<readonly Row[]>([
    [
      ["9007199254740993", "1"],
      ["9007199254740992", "1"],
      ["9007199254740991", "1"],
      ["9007199254740990", "1"],
    ],
    [
      ["900719925474099.3", "1"],
      ["900719925474099.2", "1"],
      ["900719925474099.1", "1"],
      ["900719925474099", "1"],
    ],
    [
      ["100000000000000", "1"],
      ["0.00000000000001", "1"],
    ],
    [
      ["900719925474103", "1"],
      ["900719925474101", "1"],
      ["0.01", "1"],
    ],
    [
      ["900719925474099", "1"],
      ["1", "1"],
      ["0.001", "1"],
    ],
    [
      [`1${"0".repeat(99)}`, "1"],
      ["1", "1"],
      [`0.${"0".repeat(96)}1`, "1"],
      [`0.${"0".repeat(97)}1`, "1"],
    ],
  ])("stay different and sorted, in any order of arrival", (...bids) => {
    for (const order of [bids, bids.toReversed(), [...bids.slice(2), ...bids.slice(0, 2)]]) {
      const book = createLocalBook();
      for (const [price, quantity] of order) book.set("bids", price, quantity);
      expect(rows(book, "bids")).toEqual(bids);
      for (const [index, [price]] of bids.entries()) {
        book.set("bids", price, "0");
        expect(rows(book, "bids")).toEqual(bids.slice(index + 1));
      }
    }
  });

  test("may be longer when written out than when sent", () => {
    const written = `0.${"0".repeat(99)}1`;
    const book = bookOf(["asks", "1e-100", "1"]);
    expect(rows(book, "asks")).toEqual([[written, "1"]]);
    book.set("asks", "5", "1");
    expect(rows(book, "asks")).toEqual([
      [written, "1"],
      ["5", "1"],
    ]);
    book.set("asks", "1e-100", "0");
    expect(rows(book, "asks")).toEqual([["5", "1"]]);
  });

  test("keep the earlier levels of both sides", () => {
    const book = bookOf(
      ["bids", "1.50", "1"],
      ["bids", "1.4", "2"],
      ["asks", "2", "3"],
      ["asks", "3.000", "4"],
    );
    book.set("asks", "1.99999999999999999999", "5");
    expect(rows(book, "bids")).toEqual([
      ["1.50", "1"],
      ["1.4", "2"],
    ]);
    expect(rows(book, "asks")).toEqual([
      ["1.99999999999999999999", "5"],
      ["2", "3"],
      ["3.000", "4"],
    ]);
  });

  test("leave delivered levels unchanged", () => {
    const book = bookOf(["bids", "1.00000000000000000001", "1"]);
    const [level] = book.best("bids", 1);
    if (level) level.quantity = "666";
    expect(rows(book, "bids")).toEqual([["1.00000000000000000001", "1"]]);
  });
});

describe("compared with a simple book", () => {
  const quantity = fc.constantFrom("0", "0", "0.00", "1", "2.50", ".5", "1e-9", "12345678901234567890.5");
  const sided = (price: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
    fc.tuple(fc.constantFrom(...SIDES), price, quantity);
  const few = (units: number, scale: number, zeros: number, exponent: boolean): string =>
    exponent ? `${units}e-${scale}` : (units / 10 ** scale).toFixed(scale + zeros);
  const near = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 }), fc.nat(2), fc.boolean())
    .map((parts) => few(...parts));
  const wide = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 25n }), fc.integer({ min: 0, max: 30 }))
    .map(([units, scale]) => `${units}e-${scale}`);
  const edge = fc
    .tuple(fc.bigInt({ min: 9_007_199_254_740_980n, max: 9_007_199_254_741_000n }), fc.nat(2))
    .map(([units, scale]) => `${units}e-${scale}`);

  test.each([
    ["near each other, written in many ways", near],
    ["that need another scale", fc.oneof(near, wide)],
    ["at the edge of doubles", fc.oneof(near, edge)],
  ])("it is the same after each of many changes of prices %s", (_name, price) => {
    const changes = fc.array(fc.oneof({ weight: 30, arbitrary: sided(price) }, fc.constant(undefined)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(changes, (all) => {
        const [book, naive] = [createLocalBook(), createNaiveBook()];
        for (const change of all) {
          for (const each of [book, naive]) {
            if (change) each.set(...change);
            else each.clear();
          }
        }
        expectSame(book, naive);
      }),
      { ...SEEDED, numRuns: 300 },
    );
  });

  /** Returns pseudo-random numbers that are the same in every run. */
  function* scattered(count: number, below: number): Generator<number> {
    for (let index = 1, state = 1; index <= count; index += 1) {
      state = (state * 48_271) % 2_147_483_647;
      yield state % below;
    }
  }

  const PRICES = Array.from({ length: 3_000 }, (_, index) => `${(index + 1) / 100}`);

  test.each([
    ["best bid first", PRICES.toReversed()],
    ["best ask first", PRICES],
    ["in no order", PRICES.map((_, index) => PRICES[(index * 1_009) % PRICES.length] ?? "")],
  ])("it is the same with thousands of levels that arrive %s, and when they are removed", (_name, prices) => {
    const [book, naive] = [createLocalBook(), createNaiveBook()];
    const setAll = (changed: readonly string[], amount: string): void => {
      for (const price of changed) {
        for (const each of [book, naive]) for (const side of SIDES) each.set(side, price, amount);
      }
      expectSame(book, naive);
    };
    setAll(prices, "1");
    setAll(prices.slice(1_000, 2_500), "0");
    setAll(prices.slice(2_000), "2");
    setAll(prices.slice(0, 990), "0");
    setAll(["10.0001"], "1");
    setAll(prices.slice(500, 600), "4");
    setAll(["10.00000000000000000001"], "1");
    setAll(["10.00000000000000000001", "10.0001", ...prices.toReversed()], "0");
    expect(book.size("bids")).toBe(0);
    setAll(prices, "3");
  });

  test("it is the same after tens of thousands of scattered changes", () => {
    const [book, naive] = [createLocalBook(), createNaiveBook()];
    const numbers = [...scattered(60_000, 4_000)];
    for (const [index, number] of numbers.entries()) {
      // The book fills, empties and fills again, so that chunks are split and joined.
      const removes = number % 10 < (Math.floor(index / 10_000) % 2 === 0 ? 2 : 8);
      const change: Change = [
        index % 2 === 0 ? "bids" : "asks",
        `${number + 1}e-2`,
        removes ? "0" : `${index}`,
      ];
      book.set(...change);
      naive.set(...change);
      if (index % 10_000 === 9_999) expectSame(book, naive);
    }
  });
});
