import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { jsonNumber, writeJson } from "./exact-json.ts";
import { readJsonObject } from "./json.ts";

describe("a decimal as a JSON number", () => {
  test.each([
    ["0.10", "0.10"],
    ["100", "100"],
    ["12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"],
    ["007.50", "7.50"],
    ["00", "0"],
    ["-0.5", "-0.5"],
  ])("%s is sent with its own digits", (decimal, sent) => {
    expect(writeJson({ quantity: jsonNumber(decimal) })).toBe(`{"quantity":${sent}}`);
  });

  test.each(["", ".5", "5.", "1e3", "0x1", "NaN", "Infinity", " 1", "1,0", '1,"evil":true', "--1"])(
    "%j is not a decimal",
    (text) => {
      expect(() => jsonNumber(text)).toThrow(RangeError);
    },
  );

  test("keeps its digits when it is written and read back", () => {
    const digits = fc.stringMatching(/^\d{1,20}(\.\d{1,18})?$/);
    fc.assert(
      fc.property(digits, (decimal) => {
        const read = readJsonObject(writeJson({ quantity: jsonNumber(decimal) })).decimal("quantity");
        expect(read).toBe(decimal.replace(/^0+(?=\d)/, ""));
      }),
      SEEDED,
    );
  });
});

test("other values are written like JSON.stringify writes them", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (body) => {
      const expected = JSON.stringify(body, (_key, value) =>
        typeof value === "bigint" ? String(value) : value,
      );
      const plain = JSON.parse(expected);
      expect(writeJson(plain)).toBe(JSON.stringify(plain));
    }),
    SEEDED,
  );
  const at = new Date(0);
  const body = {
    at,
    none: undefined,
    list: [undefined, null, () => {}],
    text: "\u2028\ud800",
    nested: { at },
  };
  expect(writeJson(body)).toBe(JSON.stringify(body));
});
