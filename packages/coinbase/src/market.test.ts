import { toPlain } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import type { CoinbaseConfig } from "./config.ts";
import { failureOf } from "./testdata/failure-of.ts";
import type { Json, JsonFields } from "./testdata/fixtures/fixtures.ts";
import { type Answer, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

function books(answer: Answer, config?: CoinbaseConfig): TestClient {
  return createTestClient({ "GET /product_book": answer, "GET /market/product_book": answer }, config);
}

const levels = (...prices: readonly string[]): Json => prices.map((price) => ({ price, size: "1" }));
const book = (bids: Json, asks: Json, changes: JsonFields = {}): Answer =>
  reply({ pricebook: { product_id: "SOL-USD", bids, asks, ...changes } });

test("a book has the venue's levels, digits and time", async () => {
  const { client } = books(replyOf("product-book"));
  expect(toPlain(await client.getOrderBook("SOL-USD"))).toEqual({
    symbol: "SOL-USD",
    bids: [
      { price: "187.41", quantity: "12.0045" },
      { price: "187.4", quantity: "0.3" },
      { price: "186", quantity: "55" },
    ],
    asks: [
      { price: "187.43", quantity: "3.30" },
      { price: "187.5", quantity: "18.25" },
      { price: "188", quantity: "40" },
    ],
    indicative: false,
    timestamp: "2026-10-05T11:20:31.004512Z",
  });
});

test("accepts an empty book without a time", async () => {
  const { client } = books(replyOf("product-book-empty"));
  expect(toPlain(await client.getOrderBook("NEW-USD"))).toEqual({
    symbol: "NEW-USD",
    bids: [],
    asks: [],
    indicative: false,
  });
});

test("without keys reads the public endpoint, uncached and unsigned", async () => {
  const { client, requests } = books(replyOf("product-book"), {});
  await client.getOrderBook("SOL-USD");
  expect(requests.map(({ path }) => path)).toEqual(["/api/v3/brokerage/market/product_book"]);
  expect(requests[0]?.headers.get("cache-control")).toBe("no-cache");
  expect(requests[0]?.headers.has("authorization")).toBe(false);
});

test("with keys reads the live endpoint, signed", async () => {
  const { client, requests } = books(replyOf("product-book"));
  await client.getOrderBook("SOL-USD");
  expect(requests.map(({ path }) => path)).toEqual(["/api/v3/brokerage/product_book"]);
  expect(requests[0]?.headers.get("authorization")).toMatch(/^Bearer /);
});

describe("the depth", () => {
  test.each([
    [undefined, "product_id=SOL-USD&limit=50", 3],
    [2, "product_id=SOL-USD&limit=2", 2],
    [Number.POSITIVE_INFINITY, "product_id=SOL-USD", 3],
  ])("of %s is requested, and cuts a longer book", async (depth, query, count) => {
    const { client, requests } = books(replyOf("product-book"));
    const { bids, asks } = await client.getOrderBook("SOL-USD", { depth });
    expect(requests[0]?.rawQuery).toBe(query);
    expect([bids.length, asks.length]).toEqual([count, count]);
    expect([bids[0]?.price, asks[0]?.price]).toEqual(["187.41", "187.43"]);
  });

  test.each([0, -1, 1.5, Number.NaN, "5"])("of %s is refused before anything is sent", async (depth) => {
    const { client, requests } = books(replyOf("product-book"));
    const error = await failureOf(client.getOrderBook("SOL-USD", { depth: depth as number }));
    expect(error).toMatchObject({ kind: "invalidInput", field: "depth" });
    expect(requests).toEqual([]);
  });
});

describe("the product", () => {
  test("of a USDC market keeps its name when the venue answers with the USD twin", async () => {
    const { client, requests } = books(replyOf("product-book"));
    expect(await client.getOrderBook("SOL-USDC")).toMatchObject({ symbol: "SOL-USDC" });
    expect(requests[0]?.query.get("product_id")).toBe("SOL-USDC");
  });

  test.each(["ETH-USD", "SOL-USDT", "SOL-EUR", "SOL-USDC-USD"])(
    "%s does not match the book of the reply",
    async (symbol) => {
      const { client } = books(replyOf("product-book"));
      expect(await failureOf(client.getOrderBook(symbol))).toMatchObject({
        kind: "malformed",
        code: "WRONG_PRODUCT",
      });
    },
  );

  test("of a USD market is not its USDC twin", async () => {
    const { client } = books(book([], [], { product_id: "SOL-USDC" }));
    expect(await failureOf(client.getOrderBook("SOL-USD"))).toMatchObject({ code: "WRONG_PRODUCT" });
  });

  test("that is unknown to the venue is notFound", async () => {
    const { client } = books(replyOf("error-404-product"));
    expect(await failureOf(client.getOrderBook("MOON-USD"))).toMatchObject({
      kind: "notFound",
      code: "NOT_FOUND",
      reason: "Product MOON-USD not supported",
    });
  });

  test.each(["sol-usd", "SOLUSD", "SOL/USD", "../accounts", "SOL-USD&limit=1"])(
    "%j is refused before anything is sent",
    async (symbol) => {
      const { client, requests } = books(replyOf("product-book"));
      expect(await failureOf(client.getOrderBook(symbol))).toMatchObject({ field: "symbol" });
      expect(requests).toEqual([]);
    },
  );
});

describe("an impossible book is malformed", () => {
  test.each<[string, Answer, string | undefined]>([
    ["crossed", book(levels("10.01"), levels("10")), "CROSSED_BOOK"],
    ["unsorted bids", book(levels("9", "10"), []), "UNSORTED_BOOK"],
    ["unsorted asks", book([], levels("11", "10")), "UNSORTED_BOOK"],
    ["a level without a size", book([{ price: "10" }], []), undefined],
    ["a price that is not a number", book(levels("ten"), []), undefined],
    ["no bids", reply({ pricebook: { product_id: "SOL-USD", asks: [] } }), undefined],
    ["no book", reply({}), undefined],
    ["no product", book([], [], { product_id: "" }), undefined],
  ])("%s", async (_, answer, code) => {
    const error = await failureOf(books(answer).client.getOrderBook("SOL-USD"));
    expect(error.kind).toBe("malformed");
    expect(error.code).toBe(code);
  });

  test("a bid at the price of the ask is accepted", async () => {
    const { client } = books(book(levels("10"), levels("10.0")));
    expect(await client.getOrderBook("SOL-USD")).toMatchObject({ asks: [{ price: "10.0" }] });
  });
});
