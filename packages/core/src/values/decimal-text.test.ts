import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { isPositiveDecimal, isZero, normalizeDecimal } from "./decimal-text.ts";

/** A decimal as integers: `units / 10 ** scale`. The reference for the tested code. */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

function exact(decimal: string): Exact {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  if (sign === undefined) throw new Error(`${decimal} is not in plain notation`);
  const magnitude = BigInt(whole + fraction);
  return { units: sign === "-" ? -magnitude : magnitude, scale: fraction.length };
}

function unitsAt({ units, scale }: Exact, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}

function digits(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength })
    .map((each) => each.map(String).join(""));
}

const sign = fc.constantFrom("", "-");
const plain = fc
  .tuple(sign, digits(1, 20), fc.option(digits(1, 18), { nil: undefined }))
  .map(([minus, whole, fraction]) => `${minus}${whole}${fraction === undefined ? "" : `.${fraction}`}`);

describe("a decimal of a venue", () => {
  test.each([
    ["0.10", "0.10"],
    ["50000.00", "50000.00"],
    ["0", "0"],
    ["-0.000", "-0.000"],
    ["007.50", "007.50"],
    [
      "123456789012345678901234567890.123456789012345678",
      "123456789012345678901234567890.123456789012345678",
    ],
    [".5", "0.5"],
    ["-.50", "-0.50"],
    ["1e-7", "0.0000001"],
    ["1E+3", "1000"],
    ["1.50e1", "15.0"],
    ["1.5e0", "1.5"],
    ["-2.5e-3", "-0.0025"],
    ["12e-1", "1.2"],
    ["0e5", "0"],
    [".5e1", "5"],
    ["1e100", `1${"0".repeat(100)}`],
    ["1e-100", `0.${"0".repeat(99)}1`],
  ])("%s reads as %s", (text, decimal) => {
    expect(normalizeDecimal(text)).toBe(decimal);
  });

  test.each([
    "",
    " ",
    " 1",
    "1 ",
    "1\n",
    "NaN",
    "Infinity",
    "-Infinity",
    "0x10",
    "0b1",
    "1_000",
    "1,5",
    "1,000.00",
    "+1",
    "--1",
    "-",
    ".",
    "-.",
    "1.",
    "1..2",
    "1.2.3",
    "e5",
    "1e",
    "1e+",
    "1e1.5",
    "1e101",
    "1e-101",
    "1e400",
    "1E9999",
    "1e99999",
    "$1",
    "1n",
    "１２",
    "٣",
    "½",
    "null",
    "[object Object]",
    "1".repeat(101),
    "1".repeat(1_000_000),
  ])("%.30j is not a decimal", (text) => {
    expect(normalizeDecimal(text)).toBeUndefined();
  });

  test("stays unchanged without an exponent", () => {
    fc.assert(
      fc.property(plain, (text) => {
        expect(normalizeDecimal(text)).toBe(text);
      }),
      SEEDED,
    );
  });

  test("keeps its exact value when an exponent is written out", () => {
    const exponent = fc.integer({ min: -100, max: 100 });
    const parts = fc.tuple(sign, digits(0, 20), digits(0, 20), exponent, fc.constantFrom("e", "E", "e+"));
    fc.assert(
      fc.property(parts, ([minus, whole, fraction, power, mark]) => {
        fc.pre(whole + fraction !== "" && !(mark === "e+" && power < 0));
        const point = fraction === "" ? "" : `.${fraction}`;
        const result = exact(normalizeDecimal(`${minus}${whole}${point}${mark}${power}`) ?? "");
        const units = BigInt(whole + fraction) * (minus === "-" ? -1n : 1n);
        const scale = fraction.length - power;
        const common = Math.max(scale, result.scale, 0);
        expect(unitsAt(result, common)).toBe(units * 10n ** BigInt(common - scale));
      }),
      SEEDED,
    );
  });

  test("is undefined or in plain notation for any text", () => {
    const alphabet = fc.constantFrom(..."0123456789.-+eE xX_n٣");
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
        expect(normalizeDecimal(text) ?? "0").toMatch(/^-?\d+(\.\d+)?$/);
      }),
      { ...SEEDED, numRuns: 5_000 },
    );
  });
});

describe("a decimal of a caller", () => {
  test.each(["1", "0.1", "50000.00", "0.000000000000000001", `${"9".repeat(20)}.${"9".repeat(18)}`, "007"])(
    "%s is positive",
    (text) => {
      expect(isPositiveDecimal(text)).toBe(true);
    },
  );

  test.each([
    "0",
    "0.000",
    "00",
    "-1",
    "-0",
    "+1",
    ".5",
    "1.",
    "1e-7",
    "1E5",
    "",
    " 1",
    "1 ",
    "1\n",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "1,5",
    "٣",
    "1".repeat(21),
    "1".repeat(40),
    `0.${"1".repeat(19)}`,
  ])("%j is not", (text) => {
    expect(isPositiveDecimal(text)).toBe(false);
  });

  test("is text: a number, a bigint or an object is not a decimal", () => {
    for (const value of [1, 0.1, 1n, null, undefined, true, ["1"], { toString: () => "1" }]) {
      expect(isPositiveDecimal(value)).toBe(false);
    }
  });
});

test("zero is zero in any notation", () => {
  for (const zero of ["0", "0.00", "-0", "-0.0", "000"]) expect(isZero(zero)).toBe(true);
  for (const more of ["0.01", "-1", "10", "0.10"]) expect(isZero(more)).toBe(false);
});
