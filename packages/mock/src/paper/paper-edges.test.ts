import { OrderSide, OrderStatus, OrderType } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createPaperClient } from "./paper-client.ts";

const { BUY, SELL } = OrderSide;
const SYMBOL = "BTC-USD";

test("a sell sized in the quote asset does not spend a small rest at a worse price", async () => {
  const client = createPaperClient({
    balances: { BTC: "10" },
    products: { [SYMBOL]: { quantityIncrement: "1" } },
    books: {
      [SYMBOL]: {
        bids: [
          ["100", "10"],
          ["50", "10"],
        ],
        asks: [["101", "1"]],
      },
    },
  });
  await client.placeOrder({ symbol: SYMBOL, side: SELL, type: OrderType.MARKET, quoteQuantity: "150" });
  const fills = await client.getFills();
  expect(fills.map(({ lastPrice, lastQuantity }) => [lastPrice, lastQuantity])).toEqual([["100", "1"]]);
  expect((await client.getOrders())[0]?.status).toBe(OrderStatus.FILLED);
});

test("a buy sized in the quote asset spends the amount with its fee, and no more", async () => {
  const client = createPaperClient({
    balances: { USD: "100" },
    fees: { taker: "0.006" },
    books: { [SYMBOL]: { bids: [["99", "10"]], asks: [["100", "10"]] } },
  });
  const buy = { symbol: SYMBOL, side: BUY, type: OrderType.MARKET, quoteQuantity: "100" };
  const { orderId } = await client.placeOrder(buy);
  const { status, filledQuoteQuantity, fee } = await client.getOrder(orderId);
  expect(status).toBe(OrderStatus.FILLED);
  const spent = Number(filledQuoteQuantity) + Number(fee);
  expect([spent <= 100, spent > 99.99]).toEqual([true, true]);
});

test("an order that arrives after its expireTime is refused", async () => {
  const clock = createManualClock();
  const client = createPaperClient({ clock, latencyMs: 1_000 });
  const expireTime = new Date(clock.now() + 100);
  const order = {
    symbol: SYMBOL,
    side: BUY,
    type: OrderType.LIMIT,
    quantity: "1",
    price: "60000",
    expireTime,
  };
  const error = failureOf(client.placeOrder(order));
  await clock.advance(1_000);
  expect(await error).toMatchObject({ kind: "rejected", code: "EXPIRE_TIME_PASSED" });
  const orders = client.getOrders();
  await clock.advance(1_000);
  expect(await orders).toEqual([]);
});

test("the average of very small prices lies between them", async () => {
  const client = createPaperClient({
    products: { [SYMBOL]: { priceIncrement: "0.000000001" } },
    books: {
      [SYMBOL]: {
        bids: [["0.000000011", "1"]],
        asks: [
          ["0.000000012", "1"],
          ["0.000000013", "2"],
        ],
      },
    },
  });
  const { orderId } = await client.placeOrder({
    symbol: SYMBOL,
    side: BUY,
    type: OrderType.MARKET,
    quantity: "3",
  });
  expect((await client.getOrder(orderId)).averagePrice).toBe("0.000000012666666666");
});

test("a stop triggers when a trade passes its price on the way to another price", async () => {
  const client = createPaperClient({
    balances: { BTC: "1" },
    books: {
      [SYMBOL]: {
        bids: [["100", "5"]],
        asks: [
          ["101", "1"],
          ["103", "5"],
        ],
      },
    },
  });
  client.moveMarket(SYMBOL, "105");
  client.setOrderBook(SYMBOL, {
    bids: [["100", "5"]],
    asks: [
      ["101", "1"],
      ["103", "5"],
    ],
  });
  const stop = {
    symbol: SYMBOL,
    side: SELL,
    type: OrderType.STOP_LIMIT,
    quantity: "1",
    price: "90",
    stopPrice: "102",
  };
  const { orderId } = await client.placeOrder(stop);
  client.trade(SYMBOL, { side: BUY, quantity: "2" });
  expect((await client.getOrder(orderId)).status).toBe(OrderStatus.FILLED);
});

test.each([
  ["50", "TOO_SMALL"],
  ["5000", "TOO_LARGE"],
])(
  "the quantity limits apply to the quantity that %s of the quote asset buys",
  async (quoteQuantity, code) => {
    const client = createPaperClient({
      products: { [SYMBOL]: { minQuantity: "1", maxQuantity: "2" } },
      books: { [SYMBOL]: { bids: [["99", "1"]], asks: [["101", "1"]] } },
    });
    const order = { symbol: SYMBOL, side: BUY, type: OrderType.LIMIT, price: "100", quoteQuantity };
    expect(await failureOf(client.placeOrder(order))).toMatchObject({ kind: "rejected", code });
  },
);
