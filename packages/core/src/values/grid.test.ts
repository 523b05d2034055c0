import Big from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { compareDecimals, subtractDecimals } from "./decimal.ts";
import { isZero } from "./decimal-text.ts";
import { isLess, locateOnGrid, multiply } from "./grid.ts";

describe("a value on a grid", () => {
  test.each([
    ["0.123456789", "0.00000001", "0.12345678", "0.12345679"],
    ["50000.019", "0.01", "50000.01", "50000.02"],
    ["7", "5", "5", "10"],
    ["0.3", "0.25", "0.25", "0.50"],
    ["0.004", "0.01", "0.00", "0.01"],
    ["99999999999999999999.5", "1", "99999999999999999999", "100000000000000000000"],
    ["1.05", "0.100", "1.000", "1.100"],
  ])("%s lies between multiples of %s: %s and %s", (value, increment, below, above) => {
    expect(locateOnGrid(value, increment)).toEqual({ below, above });
  });

  test.each([
    ["0.10", "0.01"],
    ["0.1", "0.01"],
    ["50000", "0.00000001"],
    ["1.50", "0.5"],
    ["0", "0.01"],
    ["1.2345", "0"],
    ["1.2345", "0.00"],
  ])("%s is a multiple of %s and keeps its digits", (value, increment) => {
    expect(locateOnGrid(value, increment)).toEqual({ below: value, above: value });
  });

  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{1,${length}}$`));
  const decimal = fc
    .tuple(digits(20), fc.option(digits(18), { nil: undefined }))
    .map(([whole, fraction]) => (fraction === undefined ? whole : `${whole}.${fraction}`));

  test("any value lies at most one increment above the one and below the other", () => {
    fc.assert(
      fc.property(
        decimal,
        decimal.filter((each) => !isZero(each)),
        (value, increment) => {
          const { below, above } = locateOnGrid(value, increment);
          expect(compareDecimals(below, value)).toBeLessThanOrEqual(0);
          expect(compareDecimals(value, above)).toBeLessThanOrEqual(0);
          const width = subtractDecimals(above, below);
          expect(below === value ? isZero(width) : compareDecimals(width, increment) === 0).toBe(true);
          expect(locateOnGrid(below, increment).below).toBe(below);
          expect(locateOnGrid(above, increment).below).toBe(above);
        },
      ),
      SEEDED,
    );
  });

  test("a product is exact", () => {
    expect(multiply("0.10", "50000.00")).toBe("5000.0000");
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(new Big(multiply(left, right)).eq(new Big(left).times(right))).toBe(true);
      }),
      SEEDED,
    );
  });

  test("what is less is less by value, however it is written", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(isLess(left, right)).toBe(compareDecimals(left, right) < 0);
      }),
      SEEDED,
    );
  });
});
