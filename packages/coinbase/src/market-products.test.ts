import { nameOf, ProductStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type Answer, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { createTestClient } from "./testdata/scripted/test-client.ts";

const PRIVATE = "GET /products";
const PUBLIC = "GET /market/products";

test("a product has its increments, limits and assets, with the venue's digits", async () => {
  const { client } = createTestClient({ [PRIVATE]: replyOf("products") });
  const products = await client.getProducts();
  expect(products[0]).toEqual({
    $typeName: "cqc.venues.v1.Product",
    symbol: "SOL-USD",
    baseAsset: "SOL",
    quoteAsset: "USD",
    status: ProductStatus.TRADING,
    venueStatus: "online",
    quantityIncrement: "0.0001",
    quoteQuantityIncrement: "0.01",
    priceIncrement: "0.01",
    minQuantity: "0.0001",
    maxQuantity: "290000",
    minQuoteQuantity: "1",
    maxQuoteQuantity: "24000000",
  });
  expect(products.find(({ symbol }) => symbol === "PEPE-USD")).toMatchObject({
    priceIncrement: "0.00000001",
    maxQuantity: "100000000000",
  });
});

test("the status follows from the status and the flags of Coinbase, which venueStatus keeps", async () => {
  const { client } = createTestClient({ [PRIVATE]: replyOf("products") });
  const statuses = (await client.getProducts()).map(
    ({ symbol, status, venueStatus }) => `${symbol} ${nameOf(ProductStatus, status)} ${venueStatus}`,
  );
  expect(statuses).toEqual([
    "SOL-USD TRADING online",
    "SOL-USDC TRADING online",
    "PEPE-USD TRADING online",
    "NEW-USD AUCTION auction_mode",
    "CALM-USD POST_ONLY post_only",
    "LAME-USD LIMIT_ONLY limit_only",
    "GONE-USD DELISTED delisted",
    "DARK-EUR HALTED offline",
    "EXIT-GBP CANCEL_ONLY cancel_only",
    "HALT-USD HALTED trading_disabled",
    "BIT-28FEB27-CDE UNSPECIFIED ",
    "NEXT-USD UNSPECIFIED status_of_tomorrow",
    "OFF-USD HALTED is_disabled",
    "BOTH-USD CANCEL_ONLY cancel_only",
    "ALL-USD HALTED trading_disabled",
  ]);
});

test("an unstated limit of a future is absent", async () => {
  const { client } = createTestClient({ [PRIVATE]: replyOf("products") });
  const [future] = await client.getProducts({ symbols: ["BIT-28FEB27-CDE"] });
  expect(future).toMatchObject({ baseAsset: "", quoteAsset: "USD", priceIncrement: "5", minQuantity: "1" });
  for (const field of ["maxQuantity", "minQuoteQuantity", "maxQuoteQuantity"]) {
    expect(future).not.toHaveProperty(field);
  }
});

test("reads all pages by the cursor of the previous page", async () => {
  const pages = [replyOf("products-first-page"), replyOf("products")];
  const { client, sentTo } = createTestClient({ [PRIVATE]: pages });
  const symbols = (await client.getProducts()).map(({ symbol }) => symbol);
  expect(symbols.slice(0, 3)).toEqual(["ETH-USD", "ETH-EUR", "SOL-USD"]);
  expect(sentTo(PRIVATE).map(({ query }) => query.get("cursor"))).toEqual([null, "cursor two"]);
});

test("follows a cursor without has_next, and returns a product on two pages once", async () => {
  const page = (id: string, next_cursor: string): Answer =>
    reply({ products: [{ product_id: "ETH-USD" }, { product_id: id }], pagination: { next_cursor } });
  const pages = [page("BTC-USD", "2"), page("SOL-USD", "")];
  const { client, sentTo } = createTestClient({ [PRIVATE]: pages });
  const symbols = (await client.getProducts()).map(({ symbol }) => symbol);
  expect(symbols).toEqual(["ETH-USD", "BTC-USD", "SOL-USD"]);
  expect(sentTo(PRIVATE)).toHaveLength(2);
});

test("an empty list of symbols returns no products and sends no request", async () => {
  const { client, requests } = createTestClient({});
  expect(await client.getProducts({ symbols: [] })).toEqual([]);
  expect(requests).toEqual([]);
});

test("requests only these symbols, and drops any other product", async () => {
  const { client, requests } = createTestClient({ [PRIVATE]: replyOf("products") });
  const products = await client.getProducts({ symbols: ["SOL-USDC", "LAME-USD", "NONE-USD"] });
  expect(products.map(({ symbol }) => symbol)).toEqual(["SOL-USDC", "LAME-USD"]);
  expect(requests[0]?.query.getAll("product_ids")).toEqual(["SOL-USDC", "LAME-USD", "NONE-USD"]);
});

test("without credentials reads the public list, bypassing the cache", async () => {
  const { client, requests } = createTestClient({ [PUBLIC]: replyOf("products") }, {});
  expect(await client.getProducts()).toHaveLength(15);
  expect(requests[0]?.headers.get("cache-control")).toBe("no-cache");
  expect(requests[0]?.headers.has("authorization")).toBe(false);
});

test.each<readonly [string, unknown, string]>([
  ["a symbol that is none", { symbols: ["btc-usd"] }, "symbols[0]"],
  ["symbols that are no list", { symbols: "BTC-USD" }, "symbols"],
  ["a field that does not exist", { symbol: "BTC-USD" }, "filter"],
  ["a filter that is none", ["BTC-USD"], "filter"],
])("%s is refused before anything is sent", async (_name, filter, field) => {
  const { client, requests } = createTestClient({});
  const error = await failureOf(client.getProducts(filter as object));
  expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no" });
  expect(requests).toEqual([]);
});
