import { expect, test } from "vitest";
import { ceilTo, decimal, divide, floorTo, isMultipleOf, parseDecimal, plain, ratio } from "./decimal.ts";

test.each(["1", "0.5", ".5", "7.", "00.10", "123456789012345678901234567890"])("%j is a decimal", (text) => {
  expect(parseDecimal(text)?.eq(text.replace(/\.$/, ""))).toBe(true);
});

test.each(["", ".", "-1", "+1", "1e5", "1,5", " 1", "NaN", "Infinity", "0x10", "1".repeat(31)])(
  "%j is not a decimal",
  (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  },
);

test("keeps digits that a binary float would lose", () => {
  expect(plain(decimal("0.1").plus("0.2"))).toBe("0.3");
  expect(plain(decimal("0.00000001").times("64250.55"))).toBe("0.0006425055");
});

test("rounds values to an increment", () => {
  const grid = decimal("0.01");
  expect(plain(floorTo(decimal("1.239"), grid))).toBe("1.23");
  expect(plain(ceilTo(decimal("1.231"), grid))).toBe("1.24");
  expect(plain(ceilTo(decimal("1.24"), grid))).toBe("1.24");
  expect(isMultipleOf(decimal("1.24"), grid)).toBe(true);
  expect(isMultipleOf(decimal("1.245"), grid)).toBe(false);
});

test("cuts quotients, and rounds them only for reports", () => {
  expect(plain(divide(decimal(2), decimal(3)))).toBe(`0.${"6".repeat(24)}`);
  expect(ratio(decimal(2), decimal(3), 4)).toBe("0.6667");
  expect(ratio(decimal(2), decimal(0), 4)).toBe("0");
});
