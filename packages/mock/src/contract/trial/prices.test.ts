import { type OrderBook, OrderSide } from "@cqvx/core";
import { expect, test } from "vitest";
import { freePrice, type Market, middlePrice } from "./prices.ts";

/** Creates a market with levels one cent apart around 100.00, except at the given prices. */
function denseMarket(count: number, ...holes: readonly string[]): Market {
  const side = (step: number): OrderBook["bids"] =>
    Array.from({ length: count }, (_, at) => (10_000 + step * (at + 1)) / 100)
      .map((price) => price.toFixed(2))
      .filter((price) => !holes.includes(price))
      .map((price) => ({ $typeName: "cqc.markets.v1.PriceLevel", price, quantity: "1" }));
  const book = { bids: side(-1), asks: side(1), indicative: false };
  const client: Market["client"] = {
    getOrderBook: async (symbol, { depth = 50 } = {}) => ({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol,
      ...book,
      bids: book.bids.slice(0, depth),
      asks: book.asks.slice(0, depth),
    }),
  };
  return { client, symbol: "BTC-USD" };
}

test("a free price lies between two levels when there is room", async () => {
  expect(await freePrice(denseMarket(200, "99.50"))).toBe("99.50");
  expect(await freePrice(denseMarket(200, "100.50"), OrderSide.SELL)).toBe("100.50");
});

test("a free price lies behind a book without room, on its increment", async () => {
  expect(await freePrice(denseMarket(200))).toBe("73.50");
  expect(await freePrice(denseMarket(200), OrderSide.SELL)).toBe("153.00");
});

test("the middle price lies between the best prices and has the quantity bid there", async () => {
  expect(await middlePrice(denseMarket(9))).toEqual({ price: "100.00", ahead: "0" });
  const narrow = denseMarket(9);
  const { bids } = await narrow.client.getOrderBook("BTC-USD");
  const asks = [{ ...bids[0], $typeName: "cqc.markets.v1.PriceLevel" as const, price: "100", quantity: "1" }];
  const getOrderBook: Market["client"]["getOrderBook"] = async (symbol, options) => ({
    ...(await narrow.client.getOrderBook(symbol, options)),
    asks,
  });
  expect(await middlePrice({ ...narrow, client: { getOrderBook } })).toEqual({ price: "99.99", ahead: "1" });
});
