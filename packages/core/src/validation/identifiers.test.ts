import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CALL } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { checkClientOrderId, checkOrderId, checkSymbol } from "./identifiers.ts";

const HOSTILE = [
  "",
  ".",
  "..",
  "a/b",
  "a\\b",
  "%2e%2e",
  "a?b",
  "a#b",
  "a b",
  "a\r\nX-Evil: 1",
  "a\n",
  "a\0",
  "ä",
  "\ud800",
  "a".repeat(129),
  5,
  null,
  undefined,
  {},
  ["a"],
  { toString: () => "a" },
];

test.each(["a", "A-1_b", "11111111-2222-4333-8444-555555555555", "a".repeat(64)])("%s is an id", (id) => {
  expect(checkOrderId(id, CALL)).toBe(id);
  expect(checkClientOrderId(id, CALL)).toBe(id);
});

test.each(["BTC-USD", "1INCH-USDT", "BIT-28FEB27-CDE", "A-B-C-D", `${"A".repeat(20)}-USD`])(
  "%s is a symbol",
  (symbol) => {
    expect(checkSymbol(symbol, CALL)).toBe(symbol);
  },
);

describe("hostile text is refused without being quoted", () => {
  test.each(HOSTILE)("%j", async (value) => {
    for (const check of [checkOrderId, checkClientOrderId, checkSymbol]) {
      const error = await failureOf(() => check(value, CALL, "theField"));
      expect(error).toMatchObject({ kind: "invalidInput", field: "theField", sent: "no" });
    }
  });

  test.each(["btc-usd", "BTC", "BTC-", "-USD", "BTC_USD", "BTC-USD-A-B-C", `${"A".repeat(21)}-USD`])(
    "%s is no symbol",
    async (symbol) => {
      expect(await failureOf(() => checkSymbol(symbol, CALL))).toMatchObject({ field: "symbol" });
    },
  );
});

test("order ids have at most 64 characters, client order ids at most 128", async () => {
  expect(await failureOf(() => checkOrderId("a".repeat(65), CALL))).toMatchObject({ field: "orderId" });
  expect(checkClientOrderId("a".repeat(128), CALL)).toHaveLength(128);
  expect(await failureOf(() => checkClientOrderId("a".repeat(129), CALL))).toMatchObject({
    field: "clientOrderId",
  });
});

test("every valid id is one segment of a path that a URL does not change", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (id) => {
      let checked: string | undefined;
      try {
        checked = checkOrderId(id, CALL);
      } catch {
        return;
      }
      expect(new URL(`https://venue.example/orders/${checked}/fills`).pathname).toBe(`/orders/${id}/fills`);
    }),
    { ...SEEDED, numRuns: 5_000 },
  );
});
