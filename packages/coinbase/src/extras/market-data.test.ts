import { OrderSide, toPlain } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import type { JsonFields } from "../testdata/fixtures/fixtures.ts";
import { reply, replyOf } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

describe("getTrades", () => {
  test("returns the taker's side, the opposite of the maker's side that the venue sends", async () => {
    const { client } = createTestClient({ "GET /products/SOL-USD/ticker": replyOf("market-trades") });
    const trades = await client.getTrades("SOL-USD");
    expect(trades.map(({ side }) => side)).toEqual([OrderSide.BUY, OrderSide.SELL, OrderSide.UNSPECIFIED]);
    expect(toPlain(trades[0])).toEqual({
      tradeId: "481216003",
      symbol: "SOL-USD",
      price: "187.43",
      quantity: "0.512",
      side: "BUY",
      timestamp: "2026-10-05T11:20:33.123456Z",
    });
  });

  test("reads the public endpoint without keys, 100 trades by default", async () => {
    const route = "GET /market/products/SOL-USD/ticker";
    const { client, requests } = createTestClient({ [route]: replyOf("market-trades") }, {});
    await client.getTrades("SOL-USD");
    await client.getTrades("SOL-USD", { limit: 7 });
    expect(requests.map(({ rawQuery }) => rawQuery)).toEqual(["limit=100", "limit=7"]);
    expect(requests[0]?.headers.get("cache-control")).toBe("no-cache");
  });

  test("keeps the name of a USDC market", async () => {
    const { client } = createTestClient({ "GET /products/SOL-USDC/ticker": replyOf("market-trades") });
    expect(await client.getTrades("SOL-USDC")).toMatchObject([
      { symbol: "SOL-USDC" },
      { symbol: "SOL-USDC" },
      { symbol: "SOL-USDC" },
    ]);
  });

  test("rejects the trades of another product as malformed", async () => {
    const { client } = createTestClient({ "GET /products/ETH-USD/ticker": replyOf("market-trades") });
    expect(await failureOf(client.getTrades("ETH-USD"))).toMatchObject({ code: "WRONG_PRODUCT" });
  });

  test.each([0, 101, 1.5, Number.POSITIVE_INFINITY])("refuses a limit of %s", async (limit) => {
    const { client, requests } = createTestClient({});
    expect(await failureOf(client.getTrades("SOL-USD", { limit }))).toMatchObject({ field: "limit" });
    expect(requests).toEqual([]);
  });

  test.each(["..", "SOL-USD/../../orders", "sol-usd"])("refuses the symbol %j", async (symbol) => {
    const { client, requests } = createTestClient({});
    expect(await failureOf(client.getTrades(symbol))).toMatchObject({ field: "symbol" });
    expect(requests).toEqual([]);
  });
});

describe("getPrices", () => {
  const ROUTE = "GET /best_bid_ask";
  const best = (product: string, bid: string): JsonFields => ({
    product_id: product,
    bids: [{ price: bid, size: "1" }],
    asks: [],
  });

  test("returns the best level of each side, and leaves out an empty side", async () => {
    const { client, requests } = createTestClient({ [ROUTE]: replyOf("best-bid-ask") });
    expect(toPlain(await client.getPrices(["SOL-USD", "ETH-EUR"]))).toEqual([
      {
        symbol: "SOL-USD",
        bid: "187.41",
        bidQuantity: "12.0045",
        ask: "187.43",
        askQuantity: "3.3",
        timestamp: "2026-10-05T11:20:31.004512Z",
      },
      { symbol: "ETH-EUR", bid: "3104.2", bidQuantity: "0.81", timestamp: "2026-10-05T11:20:31.119004Z" },
    ]);
    expect(requests[0]?.rawQuery).toBe("product_ids=SOL-USD&product_ids=ETH-EUR");
  });

  test("keeps the name of a USDC market when the venue answers with the USD twin", async () => {
    const { client } = createTestClient({ [ROUTE]: replyOf("best-bid-ask") });
    expect(await client.getPrices(["SOL-USDC"])).toMatchObject([
      { symbol: "SOL-USDC" },
      { symbol: "ETH-EUR" },
    ]);
  });

  test.each([[["SOL-USDC", "SOL-USD"]], [["SOL-USD", "SOL-USDC"]]])(
    "with both twins as %j, gives each market its own name",
    async (symbols) => {
      const pricebooks = [best("SOL-USD", "1"), best("SOL-USDC", "2")];
      const { client } = createTestClient({ [ROUTE]: reply({ pricebooks }) });
      expect(await client.getPrices(symbols)).toMatchObject([
        { symbol: "SOL-USD", bid: "1" },
        { symbol: "SOL-USDC", bid: "2" },
      ]);
    },
  );

  test.each([[[]], ["SOL-USD"], [undefined], [["SOL-USD", "sol"]]])("refuses %j", async (symbols) => {
    const { client, requests } = createTestClient({});
    const error = await failureOf(client.getPrices(symbols as readonly string[]));
    expect(error).toMatchObject({ kind: "invalidInput", field: expect.stringMatching(/^symbols/) });
    expect(requests).toEqual([]);
  });

  test("requires credentials", async () => {
    const { client, requests } = createTestClient({}, {});
    expect(await failureOf(client.getPrices(["SOL-USD"]))).toMatchObject({ code: "NO_CREDENTIALS" });
    expect(requests).toEqual([]);
  });
});
