import { describe, expect, test } from "vitest";
import { decimal } from "../../numbers/decimal.ts";
import { type Answer, BROKERAGE, createTestClient, type Json, ORIGIN } from "../../testing/client.ts";
import { createManualClock } from "../../time/clock.ts";
import { createCoinbaseSandbox } from "../coinbase-sandbox.ts";

const clock = createManualClock();
const sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
const client = createTestClient(sandbox, clock);

async function readPublic(path: string): Promise<Answer> {
  const response = await sandbox.fetch(`${ORIGIN}${path}`);
  const text = await response.text();
  return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : text };
}

const market = (path: string) => readPublic(`${BROKERAGE}/market${path}`);

test("public market data equals private market data, and only the private paths need a key", async () => {
  for (const path of ["/products", "/products/BTC-USD", "/products/BTC-USD/ticker?limit=5"]) {
    expect(await market(path)).toEqual(await client.get(path));
    expect(await readPublic(`${BROKERAGE}${path}`)).toEqual({ status: 401, json: "Unauthorized\n" });
  }
});

describe("products", () => {
  test("have their increments, limits and aliases", async () => {
    const { json } = await market("/products");
    expect(json.num_products).toBe(6);
    expect(json.products.map(({ product_id: id }: Json) => id)).toEqual([
      "BTC-USD",
      "BTC-USDC",
      "ETH-USD",
      "ETH-USDC",
      "SOL-USD",
      "ETH-BTC",
    ]);
    expect(json.products[0]).toMatchObject({
      base_increment: "0.00000001",
      quote_increment: "0.01",
      price_increment: "0.01",
      alias: "",
      alias_to: ["BTC-USDC"],
      status: "online",
      product_type: "SPOT",
    });
    expect(json.products[1]).toMatchObject({ alias: "BTC-USD", alias_to: [], quote_currency_id: "USDC" });
    expect((await market("/products?product_type=FUTURE")).json.products).toEqual([]);
    expect((await market("/products?product_ids=SOL-USD&product_ids=ETH-BTC")).json.num_products).toBe(2);
  });

  test("come in pages", async () => {
    const first = (await market("/products?limit=4")).json;
    expect(first.pagination.has_next).toBe(true);
    const cursor = encodeURIComponent(first.pagination.next_cursor);
    const second = (await market(`/products?limit=4&cursor=${cursor}`)).json;
    expect(second).toMatchObject({ num_products: 2, pagination: { has_next: false, next_cursor: "" } });
    expect((await market("/products?offset=5")).json.num_products).toBe(1);
  });

  test("an unknown product is a 404 that names it", async () => {
    for (const path of [
      "/products/NOPE-USD",
      "/products/NOPE-USD/ticker?limit=1",
      "/product_book?product_id=NOPE-USD",
    ]) {
      expect(await market(path)).toEqual({
        status: 404,
        json: { error: "NOT_FOUND", message: "Product NOPE-USD not supported" },
      });
    }
  });
});

describe("books", () => {
  test("are sorted, not crossed, and on the increments", async () => {
    const { json } = await market("/product_book?product_id=BTC-USD");
    const { bids, asks } = json.pricebook;
    expect(Math.min(bids.length, asks.length)).toBeGreaterThan(200);
    const isAscending = (levels: Json[]) =>
      levels.every(({ price }, index) => index === 0 || decimal(price).gt(levels[index - 1].price));
    expect(isAscending(asks)).toBe(true);
    expect(isAscending([...bids].reverse())).toBe(true);
    expect(decimal(bids[0].price).lt(asks[0].price)).toBe(true);
    expect(json).toMatchObject({ last: "64250.5", mid_market: "64250.5", spread_absolute: "0.02" });
    expect(json.spread_bps).toBe("0.003112816243");
  });

  test("the book of BTC-USDC comes back as BTC-USD", async () => {
    const { json } = await market("/product_book?product_id=BTC-USDC&limit=1");
    expect(json.pricebook).toMatchObject({ product_id: "BTC-USD" });
    expect(json.pricebook.bids).toHaveLength(1);
    const trades = (await market("/products/BTC-USDC/ticker?limit=1")).json.trades;
    expect(trades[0].product_id).toBe("BTC-USD");
  });

  test("levels are aggregated by price increment, bids rounded down and asks up", async () => {
    const path = "/product_book?product_id=BTC-USD&limit=2&aggregation_price_increment=10";
    const { bids, asks } = (await market(path)).json.pricebook;
    expect([bids[0].price, bids[1].price]).toEqual(["64250", "64240"]);
    expect([asks[0].price, asks[1].price]).toEqual(["64260", "64270"]);
  });

  test.each(["", "?product_id=BTC-USD&limit=x", "?product_id=BTC-USD&aggregation_price_increment=0"])(
    "the query %j is refused",
    async (query) => {
      expect((await market(`/product_book${query}`)).status).toBe(400);
    },
  );

  test("an empty book has no mid price", async () => {
    const empty = createCoinbaseSandbox({ clock });
    empty.trade("SOL-USD", { side: "BUY", size: "10000000" });
    const response = await empty.fetch(`${ORIGIN}${BROKERAGE}/market/product_book?product_id=SOL-USD`);
    expect(await response.json()).toMatchObject({
      pricebook: { asks: [] },
      mid_market: "",
      spread_bps: "",
      spread_absolute: "",
    });
  });

  test("the best of each side comes for some products or for all", async () => {
    const { json } = await client.get("/best_bid_ask?product_ids=BTC-USD&product_ids=ETH-USD");
    expect(json.pricebooks).toMatchObject([{ product_id: "BTC-USD" }, { product_id: "ETH-USD" }]);
    expect(json.pricebooks[0].bids).toHaveLength(1);
    expect((await client.get("/best_bid_ask")).json.pricebooks).toHaveLength(6);
  });

  test("the same seed gives the same book, and another seed gives another", () => {
    const bookOf = (seed: number) => createCoinbaseSandbox({ seed, clock }).book("ETH-USD");
    expect(bookOf(3)).toEqual(bookOf(3));
    expect(bookOf(3)).not.toEqual(bookOf(4));
  });
});

describe("trades", () => {
  test("come newest first, with the side of the maker", async () => {
    const [best] = sandbox.book("SOL-USD").asks;
    sandbox.trade("SOL-USD", { side: "BUY", size: "0.0001" });
    const { json } = await market("/products/SOL-USD/ticker?limit=3");
    expect(json.trades).toHaveLength(3);
    expect(json.trades[0]).toMatchObject({
      price: best?.price,
      size: "0.0001",
      side: "SELL",
      bid: "",
      ask: "",
    });
    const ids = json.trades.map(({ trade_id }: Json) => Number(trade_id));
    expect(ids).toEqual([...ids].sort((left, right) => right - left));
  });

  test("are at most 100 by default, and a limit above 1000 fails", async () => {
    expect((await market("/products/BTC-USD/ticker?limit=1000")).json.trades).toHaveLength(100);
    expect(await market("/products/BTC-USD/ticker?limit=1001")).toMatchObject({
      status: 500,
      json: { error: "INTERNAL" },
    });
    expect((await market("/products/BTC-USD/ticker")).status).toBe(400);
    expect((await market("/products/BTC-USD/ticker?limit=x")).status).toBe(400);
  });

  test("are filtered by a window in seconds", async () => {
    const end = Math.floor(clock.now() / 1_000) - 60;
    const { json } = await market(`/products/BTC-USD/ticker?limit=100&start=${end - 10}&end=${end}`);
    expect(json.trades.length).toBeGreaterThan(5);
    expect(json.trades.every(({ time }: Json) => Date.parse(time) <= end * 1_000)).toBe(true);
  });
});

test("the endpoints of the older API that clients still use answer", async () => {
  expect((await readPublic("/v2/currencies")).json.data[0].id).toBe("USD");
  const codes = (await readPublic("/v2/currencies/crypto")).json.data.map(({ code }: Json) => code);
  expect(codes).toContain("BTC");
  expect(codes).not.toContain("USD");
  expect(new Set(codes).size).toBe(codes.length);
  expect((await readPublic("/v2/exchange-rates")).json.data.rates).toMatchObject({
    USD: "1.0",
    BTC: "0.0000155640812134",
  });
  expect((await readPublic("/v2/time")).json.data).toEqual({
    iso: "2026-01-05T12:00:00Z",
    epoch: 1_767_614_400,
  });
});

test("an unknown path is a 404", async () => {
  expect((await market("/products/BTC-USD/spot")).status).toBe(404);
  expect((await client.post("/accounts", {})).status).toBe(404);
});
