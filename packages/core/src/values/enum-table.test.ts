import { expect, test } from "vitest";
import { OrderSide, OrderType } from "../cqc/enums.ts";
import { enumTable } from "./enum-table.ts";

const TYPES = enumTable<OrderType>({
  MARKET: OrderType.MARKET,
  LIMIT: OrderType.LIMIT,
  limit_maker: OrderType.LIMIT,
});

test("words read as their values in any letter case", () => {
  for (const word of ["LIMIT", "limit", "Limit", "LIMIT_MAKER", "limit_maker"]) {
    expect(TYPES.read(word)).toBe(OrderType.LIMIT);
  }
});

test.each(["", " LIMIT", "LIMIT ", "STOP", "__proto__", "constructor", "toString", "hasOwnProperty", "0"])(
  "the word %j reads as UNSPECIFIED",
  (word) => {
    expect(TYPES.read(word)).toBe(0);
  },
);

test("an absent word reads as UNSPECIFIED", () => {
  expect(TYPES.read(undefined)).toBe(0);
});

test("a value is written as its first word, and all its words are listed", () => {
  expect(TYPES.write(OrderType.LIMIT)).toBe("LIMIT");
  expect(TYPES.words(OrderType.LIMIT)).toEqual(["LIMIT", "limit_maker"]);
});

test("a value without a word is written as undefined", () => {
  expect(TYPES.write(OrderType.TWAP)).toBeUndefined();
  expect(TYPES.words(OrderType.TWAP)).toEqual([]);
  expect(enumTable<OrderSide>({}).write(OrderSide.BUY)).toBeUndefined();
});
