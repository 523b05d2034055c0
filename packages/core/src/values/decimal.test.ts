import Big from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import {
  compareDecimals,
  divideDecimals,
  isLess,
  locateOnGrid,
  multiply,
  subtractDecimals,
  sumDecimals,
  unitsOf,
} from "./decimal.ts";
import { isZero } from "./decimal-text.ts";

const MANY = { ...SEEDED, numRuns: 3_000 } as const;

/** Zeros with a sign, leading zeros, zeros at the end, single units and 100 digits. */
const ODD = [
  "0",
  "-0",
  "0.00",
  "-0.00",
  "000",
  "007.50",
  "-007.50",
  "1.000",
  "-1",
  "1",
  ".5",
  "-.5",
  "5.",
  "9".repeat(100),
  `-${"9".repeat(50)}.${"9".repeat(49)}`,
  `0.${"0".repeat(97)}1`,
  `-0.${"0".repeat(97)}1`,
];

const unsigned = fc.oneof(
  fc.stringMatching(/^\d{1,20}(\.\d{1,18})?$/),
  fc.stringMatching(/^\d{1,50}(\.\d{1,49})?$/),
  fc.stringMatching(/^0{0,3}\d(\.0{0,8}\d)?$/),
  fc.constantFrom(...ODD.filter((each) => !each.startsWith("-"))),
);
const signed = fc.oneof(
  fc.tuple(fc.constantFrom("", "-"), unsigned).map(([minus, text]) => minus + text),
  fc.constantFrom(...ODD),
);

function digitsAfterPoint(decimal: string): number {
  return decimal.split(".")[1]?.length ?? 0;
}

/** The quotient of big.js, cut after `scale` digits. */
function bigQuotient(left: string, right: string, scale: number): string {
  const division = Big();
  division.DP = scale;
  division.RM = Big.roundDown;
  return division(left).div(right).toFixed();
}

describe("arithmetic on decimals", () => {
  test("a sum has the value that big.js finds and the digits of the longest term", () => {
    fc.assert(
      fc.property(signed, fc.array(signed, { minLength: 1, maxLength: 5 }), (first, others) => {
        const expected = others.reduce((sum, other) => sum.plus(other), new Big(first));
        const scale = Math.max(...[first, ...others].map(digitsAfterPoint));
        expect(sumDecimals(first, ...others)).toBe(expected.toFixed(scale));
      }),
      MANY,
    );
  });

  test("a difference has the value that big.js finds and the digits of the longer term", () => {
    fc.assert(
      fc.property(signed, signed, (left, right) => {
        const scale = Math.max(digitsAfterPoint(left), digitsAfterPoint(right));
        expect(subtractDecimals(left, right)).toBe(new Big(left).minus(right).toFixed(scale));
      }),
      MANY,
    );
  });

  test("a product has the value that big.js finds and the digits of both factors", () => {
    fc.assert(
      fc.property(signed, signed, (left, right) => {
        const scale = digitsAfterPoint(left) + digitsAfterPoint(right);
        expect(multiply(left, right)).toBe(new Big(left).times(right).toFixed(scale));
      }),
      MANY,
    );
  });

  test("a quotient is cut towards zero after the digits asked for", () => {
    fc.assert(
      fc.property(signed, signed, fc.integer({ min: 0, max: 30 }), (left, right, scale) => {
        const expected = isZero(right) ? undefined : bigQuotient(left, right, scale);
        expect(divideDecimals(left, right, scale)).toBe(expected);
      }),
      MANY,
    );
  });

  test("a comparison agrees with big.js", () => {
    const pair = fc.oneof(
      fc.tuple(signed, signed),
      fc.tuple(signed, fc.constantFrom("0", "00", "000")).map(([text, zeros]): [string, string] => {
        const padded = text.includes(".") ? text + zeros : `${text}.${zeros}`;
        return [text, padded];
      }),
    );
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const order = new Big(left).cmp(right);
        expect(compareDecimals(left, right)).toBe(order);
        expect(isLess(left, right)).toBe(order < 0);
      }),
      MANY,
    );
  });

  test("units are the value in big.js times a power of ten, cut towards zero", () => {
    fc.assert(
      fc.property(signed, fc.integer({ min: 0, max: 60 }), (decimal, scale) => {
        const expected = new Big(decimal).times(new Big(10).pow(scale)).round(0, Big.roundDown);
        expect(unitsOf(decimal, scale)).toBe(BigInt(expected.toFixed()));
      }),
      MANY,
    );
  });

  test.each([
    ["2", "3", 4, "0.6666"],
    ["-2", "3", 4, "-0.6666"],
    ["1", "8", 10, "0.125"],
    ["100", "1", 0, "100"],
    ["1", "1000", 2, "0"],
    ["-1", "1000", 2, "0"],
    ["10", "0.0", 2, undefined],
    ["10", "-0", 2, undefined],
  ])("%s / %s with %i digits is %s", (left, right, scale, quotient) => {
    expect(divideDecimals(left, right, scale)).toBe(quotient);
  });

  test("a sum takes any number of terms, and a single term stays as it is", () => {
    expect(sumDecimals("0.5", ...Array.from({ length: 100_000 }, () => "1"))).toBe("100000.5");
    expect(sumDecimals("0.10")).toBe("0.10");
    expect(sumDecimals("-0.00")).toBe("-0.00");
    expect(sumDecimals("0.1", "0.20", "3")).toBe("3.30");
    expect(sumDecimals("1.00", "-1")).toBe("0.00");
  });

  test("a result of zero has no minus sign", () => {
    expect(sumDecimals("-0", "-0.00")).toBe("0.00");
    expect(subtractDecimals("-0.0", "0")).toBe("0.0");
    expect(multiply("-0", "1.5")).toBe("0.0");
    expect(divideDecimals("-0", "3", 2)).toBe("0");
    expect(compareDecimals("-0.00", "0")).toBe(0);
  });

  test.each([
    "",
    "-",
    ".",
    "-.",
    "+1",
    "1e5",
    "0x1",
    " 1",
    "1 ",
    "1\n",
    "1_0",
    "--1",
    "NaN",
    "Infinity",
    "٣",
  ])("refuses %j", (text) => {
    expect(() => sumDecimals(text, "1")).toThrow(RangeError);
    expect(() => subtractDecimals("1", text)).toThrow(RangeError);
    expect(() => multiply(text, "1")).toThrow(RangeError);
    expect(() => divideDecimals("1", text, 2)).toThrow(RangeError);
    expect(() => compareDecimals(text, "1")).toThrow(RangeError);
    expect(() => isLess("1", text)).toThrow(RangeError);
    expect(() => locateOnGrid(text, "1")).toThrow(RangeError);
  });
});

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

  test("any value lies at most one increment above one multiple and below the other", () => {
    const increments = unsigned.filter((each) => !isZero(each));
    fc.assert(
      fc.property(unsigned, increments, (value, increment) => {
        const { below, above } = locateOnGrid(value, increment);
        expect(compareDecimals(below, value)).toBeLessThanOrEqual(0);
        expect(compareDecimals(value, above)).toBeLessThanOrEqual(0);
        const width = subtractDecimals(above, below);
        expect(below === value ? isZero(width) : compareDecimals(width, increment) === 0).toBe(true);
        expect(locateOnGrid(below, increment).below).toBe(below);
        expect(locateOnGrid(above, increment).below).toBe(above);
      }),
      MANY,
    );
  });

  test("a value between two multiples gets the same neighbours as in big.js", () => {
    const increments = unsigned.filter((each) => !isZero(each));
    fc.assert(
      fc.property(unsigned, increments, (value, increment) => {
        const rest = new Big(value).mod(increment);
        fc.pre(!rest.eq(0));
        const below = new Big(value).minus(rest);
        const digits = digitsAfterPoint(increment);
        expect(locateOnGrid(value, increment)).toEqual({
          below: below.toFixed(digits),
          above: below.plus(increment).toFixed(digits),
        });
      }),
      MANY,
    );
  });
});
