import { describe, expect, test } from "vitest";
import { OrderSide } from "../cqc/enums.ts";
import { CALL } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { checkConstant } from "./constant.ts";
import { checkDepth } from "./depth.ts";
import { checkTime } from "./time.ts";

describe("the depth of a book", () => {
  test.each([
    [undefined, 50],
    [1, 1],
    [1000, 1000],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])("%s is %s", (depth, levels) => {
    expect(checkDepth(depth, CALL)).toBe(levels);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, "5", true, []])(
    "%s is refused",
    async (depth) => {
      const error = await failureOf(() => checkDepth(depth as number, CALL));
      expect(error).toMatchObject({ kind: "invalidInput", field: "depth", sent: "no" });
    },
  );
});

describe("a constant of an enum", () => {
  test("is one of its values", () => {
    expect(checkConstant(OrderSide.SELL, OrderSide, "side", CALL)).toBe(OrderSide.SELL);
  });

  test.each([0, 3, 1.5, "BUY", "1", null, undefined, Number.NaN])(
    "is not %s; the error lists what is",
    async (value) => {
      const error = await failureOf(() => checkConstant(value, OrderSide, "side", CALL));
      expect(error).toMatchObject({
        kind: "invalidInput",
        field: "side",
        reason: "side must be one of the constants BUY, SELL, and not a name",
      });
    },
  );
});

describe("a time", () => {
  const read = (value: unknown) => checkTime(value as string, "start", CALL);

  test("is a timestamp from any source", () => {
    const expected = { $typeName: "cqc.types.v1.Timestamp", seconds: "5", nanos: 7 };
    for (const value of [
      { seconds: "5", nanos: 7 },
      { seconds: 5n, nanos: 7 },
      { seconds: 5, nanos: 7 },
    ]) {
      expect(read(value)).toEqual(expected);
    }
    expect(read(new Date(5000))).toEqual({ ...expected, nanos: 0 });
    expect(read("1970-01-01T00:00:05.000000007Z")).toEqual(expected);
    expect(read({ seconds: "-5", nanos: 999_999_999 })).toEqual({
      ...expected,
      seconds: "-5",
      nanos: 999_999_999,
    });
  });

  test.each([
    "",
    "now",
    "2026-02-30T00:00:00Z",
    5,
    null,
    undefined,
    {},
    new Date(Number.NaN),
    new Date(8.64e15),
    { seconds: "5" },
    { seconds: "5", nanos: -1 },
    { seconds: "5", nanos: 1_000_000_000 },
    { seconds: "5", nanos: 0.5 },
    { seconds: "5.5", nanos: 0 },
    { seconds: "x", nanos: 0 },
    { seconds: "", nanos: 0 },
    { seconds: "-62135596801", nanos: 0 },
    { seconds: "253402300800", nanos: 0 },
    { seconds: "9".repeat(20), nanos: 0 },
  ])("is not %o", async (value) => {
    expect(await failureOf(() => read(value))).toMatchObject({
      kind: "invalidInput",
      field: "start",
      sent: "no",
    });
  });
});
