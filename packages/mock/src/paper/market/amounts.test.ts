import fc from "fast-check";
import { expect, test } from "vitest";
import { SEEDED } from "../../testdata/seeded.ts";
import { product, units } from "../testdata/units.ts";
import { add, averagePrice, cutQuotient, greater, lesser, subtract, times } from "./amounts.ts";

const decimals = fc
  .tuple(fc.bigInt(0n, 10n ** 12n), fc.stringMatching(/^\d{1,8}$/))
  .map(([whole, fraction]) => `${whole}.${fraction}`);

test("sums, differences and products are exact and have no trailing zeros", () => {
  fc.assert(
    fc.property(decimals, decimals, (left, right) => {
      const [low, high] = [lesser(left, right), greater(left, right)];
      const results = [add(left, right), subtract(high, low), times(left, right)];
      expect(results.map(units)).toEqual([
        units(left) + units(right),
        units(high) - units(low),
        product(units(left), units(right)),
      ]);
      for (const result of results) expect(result).toMatch(/^\d+(?:\.\d*[1-9])?$/);
    }),
    SEEDED,
  );
});

test("lesser and greater keep the digits of their argument", () => {
  expect(lesser("1.50", "2.0")).toBe("1.50");
  expect(greater("1.50", "1.5")).toBe("1.50");
});

test("an average is exact if it is finite, and otherwise cut after 18 digits", () => {
  expect(averagePrice("1", "8")).toBe("0.125");
  expect(averagePrice("0.000000000001", "8")).toBe("0.000000000000125");
  expect(averagePrice("2", "3")).toBe("0.666666666666666666");
  expect(averagePrice("0", "0")).toBeUndefined();
});

test("a quotient is cut after 18 digits", () => {
  expect(cutQuotient("2", "3")).toBe("0.666666666666666666");
  expect(cutQuotient("0", "0")).toBe("0");
});
