import type { OrderBook } from "@cqvx/core";
import {
  compareDecimals,
  isPositiveDecimal,
  locateOnGrid,
  timestampToMilliseconds,
} from "@cqvx/core/in-memory";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { START_MS } from "../venue/manual-clock.ts";
import { type GeneratedBookOptions, generateOrderBook, generateOrderBooks } from "./generate-order-books.ts";

function take(count: number, options: GeneratedBookOptions = {}): OrderBook[] {
  const books: OrderBook[] = [];
  for (const book of generateOrderBooks(options)) {
    books.push(book);
    if (books.length === count) break;
  }
  return books;
}

interface Grid {
  readonly priceIncrement: string;
  readonly quantityIncrement: string;
}

const isOn = (increment: string, value: string): boolean => locateOnGrid(value, increment).below === value;

/** Returns the faults of a book. */
function faultsOf({ bids, asks }: OrderBook, { priceIncrement, quantityIncrement }: Grid): string[] {
  const sides = [
    [bids, -1],
    [asks, 1],
  ] as const;
  const faults = sides.flatMap(([side, direction]) =>
    side.flatMap(({ price, quantity }, index) => {
      const before = side[index - 1];
      const isSorted = !before || Math.sign(compareDecimals(price, before.price)) === direction;
      const isDecimal = isPositiveDecimal(price) && isPositiveDecimal(quantity);
      const isOnGrid = isOn(priceIncrement, price) && isOn(quantityIncrement, quantity);
      return isSorted && isDecimal && isOnGrid ? [] : [`${index}: ${quantity} at ${price}`];
    }),
  );
  const [bid, ask] = [bids[0], asks[0]];
  const isCrossed = bid !== undefined && ask !== undefined && compareDecimals(bid.price, ask.price) >= 0;
  return isCrossed ? [...faults, `crossed: ${bid.price} and ${ask.price}`] : faults;
}

describe("generated books", () => {
  test("are sorted, full, on their increments and never crossed for any seed, levels and increments", () => {
    const grids = fc.constantFrom<Grid>(
      { priceIncrement: "0.01", quantityIncrement: "0.0001" },
      { priceIncrement: "0.00000001", quantityIncrement: "0.00000001" },
      { priceIncrement: "25", quantityIncrement: "10" },
      { priceIncrement: "0.5", quantityIncrement: "1" },
    );
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), grids, (seed, levels, grid) => {
        for (const book of take(25, { seed, levels, ...grid })) {
          expect(faultsOf(book, grid)).toEqual([]);
          expect([book.bids.length, book.asks.length]).toEqual([levels, levels]);
        }
      }),
      { ...SEEDED, numRuns: 40 },
    );
  });

  test("lack bids only when prices above zero run out", () => {
    const grid = { priceIncrement: "0.01", quantityIncrement: "0.0001" };
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 20, max: 60 }), (seed, levels) => {
        for (const book of take(25, { seed, levels, mid: "0.60", ...grid })) {
          expect(faultsOf(book, grid)).toEqual([]);
          expect(book.asks).toHaveLength(levels);
        }
      }),
      { ...SEEDED, numRuns: 40 },
    );
  });

  test("have no bids when the middle is below the smallest price", () => {
    for (const book of take(50, { mid: "0.001", levels: 5 })) {
      expect(book.bids).toEqual([]);
      expect(book.asks).toHaveLength(5);
    }
  });

  test("stay full for many books", () => {
    const grid = { priceIncrement: "0.01", quantityIncrement: "0.0001" };
    for (const book of take(3_000, { levels: 10 })) expect(faultsOf(book, grid)).toEqual([]);
  });

  test("are endless, each one change and a moment after the previous one", () => {
    const books = take(500, { levels: 20 });
    books.forEach((book, index) => {
      expect(book.sequence).toBe(String(index + 1));
      expect(book.timestamp && timestampToMilliseconds(book.timestamp)).toBe(START_MS + index * 100);
      const before = books[index - 1];
      if (before === undefined) return;
      const isSame = (side: "bids" | "asks"): boolean =>
        JSON.stringify(book[side]) === JSON.stringify(before[side]);
      expect(isSame("bids") || isSame("asks")).toBe(true);
    });
  });

  test("depend only on the seed and the symbol", () => {
    const text = (options: GeneratedBookOptions): string =>
      JSON.stringify(take(20, options).map(({ bids, asks }) => [bids, asks]));
    expect(text({ seed: 5 })).toBe(text({ seed: 5 }));
    expect(text({})).toBe(text({ seed: 1 }));
    expect(
      new Set([text({ seed: 5 }), text({ seed: 6 }), text({ seed: -5 }), text({ symbol: "ETH-USD" })]).size,
    ).toBe(4);
  });

  test("have the given symbol and lie around the given middle price", () => {
    const book = generateOrderBook({ symbol: "ETH-USD", mid: "3000", levels: 5 });
    expect(book.symbol).toBe("ETH-USD");
    const prices = [...book.bids, ...book.asks].map(({ price }) => Number(price));
    expect(prices.every((price) => Math.abs(price - 3_000) <= 0.25)).toBe(true);
    expect(generateOrderBook().bids).toHaveLength(50);
  });

  test("begin with the book of generateOrderBook", () => {
    expect(generateOrderBook({ seed: 9 })).toEqual(take(1, { seed: 9 })[0]);
  });

  test("changed by the caller do not affect later books", () => {
    const untouched = take(10);
    const changed = generateOrderBooks();
    for (const expected of untouched) {
      const book = changed.next().value;
      expect(book).toEqual(expected);
      book.bids.length = 0;
      for (const level of book.asks) level.price = "0";
    }
  });

  test.each<readonly [string, unknown]>([
    ["options", { level: 5 }],
    ["options", null],
    ["seed", { seed: 0.5 }],
    ["seed", { seed: Number.NaN }],
    ["levels", { levels: 0 }],
    ["levels", { levels: 100_001 }],
    ["levels", { levels: Number.NaN }],
    ["symbol", { symbol: "btc" }],
    ["mid", { mid: "0" }],
    ["mid", { mid: 50_000 }],
    ["priceIncrement", { priceIncrement: "-0.01" }],
    ["priceIncrement", { priceIncrement: "1e-2" }],
    ["quantityIncrement", { quantityIncrement: "0.0" }],
  ])("are refused for their %s: %j", async (field, options) => {
    const error = await failureOf(() => generateOrderBook(options as GeneratedBookOptions));
    expect(error).toMatchObject({ kind: "invalidInput", field, operation: "generateOrderBooks" });
  });
});
