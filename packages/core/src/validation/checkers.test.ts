import { describe, expect, expectTypeOf, test } from "vitest";
import { CALL } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import {
  type Checker,
  checkCount,
  checkDecimal,
  checkFields,
  countTo,
  oneOf,
  optional,
  shape,
} from "./checkers.ts";
import { checkOrderId } from "./identifiers.ts";

/** Returns the error for a value that a checker refuses. */
const refusal = <Value>(check: Checker<Value>, value: unknown, field = "size") =>
  failureOf(() => check(value, CALL, field));

describe("each checker refuses a value by the field's name, and never repeats it", () => {
  const NONE = [undefined, null, "", 0, -1, Number.NaN, true, [], {}, () => {}, "canaryvalue"];

  test.each<readonly [string, Checker<unknown>, readonly unknown[]]>([
    ["oneOf", oneOf("fast", "slow"), [...NONE, "FAST", " fast", ["fast"]]],
    ["checkDecimal", checkDecimal, [...NONE, 1, "1e3", "0.0", "-1", "1.", ".5", " 1", "1,0"]],
    ["checkCount", checkCount, [...NONE, "1", 1.5, 2 ** 53, Number.POSITIVE_INFINITY]],
    ["countTo", countTo(3), [...NONE, 4, "3", 2.5]],
    ["shape", shape({ size: checkDecimal }), NONE],
    ["optional", optional(checkDecimal), NONE.filter((value) => value !== undefined)],
  ])("%s", async (_name, check, values) => {
    for (const value of values) {
      const error = await refusal(check, value, "twap");
      expect(error).toMatchObject({ kind: "invalidInput", sent: "no", ...CALL });
      expect(error.field).toMatch(/^twap(?:\.size)?$/);
      expect(error.message).not.toContain("canaryvalue");
    }
  });
});

describe("a checker states its rule", () => {
  test.each<readonly [string, Checker<unknown>, string]>([
    ["oneOf", oneOf("fast", "slow"), "size must be fast or slow"],
    ["checkCount", checkCount, "size must be an integer from 1"],
    ["countTo", countTo(250), "size must be an integer from 1 to 250"],
    ["checkDecimal", checkDecimal, "size must be a decimal string above zero"],
    ["shape", shape({}), "size must be an object"],
  ])("%s", async (_name, check, reason) => {
    expect((await refusal(check, null)).reason).toContain(reason);
  });
});

describe("a checker returns the value", () => {
  test.each<readonly [string, Checker<unknown>, readonly unknown[]]>([
    ["oneOf", oneOf("fast", "slow"), ["fast", "slow"]],
    ["checkDecimal", checkDecimal, ["0.10", "1", "12345678901234567890.000000000000000001"]],
    ["checkCount", checkCount, [1, 2, Number.MAX_SAFE_INTEGER]],
    ["countTo", countTo(3), [1, 2, 3]],
    ["optional", optional(checkCount), [undefined, 5]],
    ["shape", shape({ size: optional(checkDecimal) }), [{ size: "0.10" }, { size: undefined }]],
  ])("%s", (_name, check, values) => {
    for (const value of values) expect(check(value, CALL, "size")).toEqual(value);
  });

  test("of the checked type", () => {
    expectTypeOf(oneOf("fast", "slow")).toEqualTypeOf<Checker<"fast" | "slow">>();
    expectTypeOf(optional(checkCount)).toEqualTypeOf<Checker<number | undefined>>();
  });
});

describe("a shape", () => {
  const check = shape({
    bucketSize: checkDecimal,
    pace: optional(oneOf("fast", "slow")),
    target: optional(shape({ orderId: checkOrderId })),
  });

  test("names a field within it by its whole path", async () => {
    const fieldOf = async (value: object) => (await refusal(check, value, "twap")).field;
    expect(await fieldOf({})).toBe("twap.bucketSize");
    expect(await fieldOf({ bucketSize: "1", pace: "medium" })).toBe("twap.pace");
    expect(await fieldOf({ bucketSize: "1", target: {} })).toBe("twap.target.orderId");
  });

  test("has no other fields", async () => {
    const value = { bucketSize: "1", bucket_size: "1" };
    expect(await refusal(check, value, "twap")).toMatchObject({
      field: "twap",
      reason: "twap has no bucket_size: its fields are bucketSize, pace, target",
    });
    expect(
      await refusal(check, { bucketSize: "1", target: { orderId: "o", more: 1 } }, "twap"),
    ).toMatchObject({
      field: "twap.target",
    });
  });

  test("is a copy, so that the argument may change afterwards", () => {
    const given = { bucketSize: "1", target: { orderId: "o" } };
    const checked = check(given, CALL, "twap");
    given.bucketSize = "2";
    given.target.orderId = "../x";
    expect(checked).toEqual({ bucketSize: "1", pace: undefined, target: { orderId: "o" } });
  });

  test("reads no field from the prototype of the argument", async () => {
    const inherited = Object.create({ bucketSize: "1" }) as object;
    expect(await refusal(check, inherited, "twap")).toMatchObject({ field: "twap.bucketSize" });
  });
});

describe("checkFields", () => {
  test("checks the fields that have a checker, in order, and returns no others", async () => {
    const seen: string[] = [];
    const note: Checker<unknown> = (value, _call, field) => {
      seen.push(field);
      return value;
    };
    const input = { c: 3, b: 2, a: 1, signal: "kept by others" };
    expect(checkFields(input, { a: note, b: note }, CALL)).toEqual({ a: 1, b: 2 });
    expect(checkFields({}, { a: note }, CALL, "own.")).toEqual({ a: undefined });
    expect(seen).toEqual(["a", "b", "own.a"]);
  });

  test("returns the results of the checkers", () => {
    const trim: Checker<string> = (value) => String(value).trim();
    expect(checkFields({ name: " x " }, { name: trim }, CALL)).toEqual({ name: "x" });
  });
});
