import { type NewOrder, OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { watchTrades } from "../testdata/watch.ts";
import { buy, createTestPaper, holdingOf, levelsOf, place, SYMBOL, sell } from "./testdata/paper.ts";

const stopBuy = (
  quantity: string,
  price: string,
  stopPrice: string,
  terms: Partial<NewOrder> = {},
): NewOrder => buy(quantity, price, { type: OrderType.STOP_LIMIT, stopPrice, ...terms });

const stopSell = (quantity: string, price: string, stopPrice: string): NewOrder =>
  sell(quantity, price, { type: OrderType.STOP_LIMIT, stopPrice });

test("a stop waits outside the book with its funds locked", async () => {
  const { client } = createTestPaper();
  const stop = await place(client, stopBuy("1", "103", "101"));
  expect(stop).toMatchObject({ status: OrderStatus.OPEN, stopPrice: "101" });
  expect(await levelsOf(client, "bids")).toEqual(["99 x 1", "98 x 2"]);
  expect(await holdingOf(client, "USD")).toBe("897 + 103");
});

test("a trade at the stop price turns a stop into a limit order", async () => {
  const { client } = createTestPaper();
  const stop = await place(client, stopBuy("3", "102", "101"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.5" });
  expect(await client.getOrder(stop.orderId)).toMatchObject({
    status: OrderStatus.PARTIALLY_FILLED,
    filledQuantity: "2.5",
    filledQuoteQuantity: "254.5",
  });
  expect(await levelsOf(client, "bids")).toEqual(["102 x 0.5", "99 x 1", "98 x 2"]);
});

test("a sell stop triggers when the price falls to it", async () => {
  const { client } = createTestPaper();
  const stop = await place(client, stopSell("1", "98", "99"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.5" });
  expect((await client.getOrder(stop.orderId)).status).toBe(OrderStatus.OPEN);
  client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "0.5" });
  expect(await client.getOrder(stop.orderId)).toMatchObject({
    status: OrderStatus.FILLED,
    averagePrice: "98.5",
  });
});

test("one stop can trigger another, and both before the lever returns", async () => {
  const { client } = createTestPaper();
  const second = await place(client, stopSell("1", "98", "98"));
  const first = await place(client, stopSell("1", "98", "99"));
  const trades = await watchTrades(client);
  client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "1" });
  expect(trades.items.map(({ price }) => price)).toEqual(["99", "98", "98"]);
  expect((await client.getOrder(first.orderId)).status).toBe(OrderStatus.FILLED);
  expect((await client.getOrder(second.orderId)).status).toBe(OrderStatus.FILLED);
});

test("a triggered stop follows its time in force", async () => {
  const { client } = createTestPaper();
  const stop = await place(client, stopBuy("3", "101", "101", { timeInForce: TimeInForce.IOC }));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.5" });
  expect(await client.getOrder(stop.orderId)).toMatchObject({
    status: OrderStatus.CANCELLED,
    filledQuantity: "0.5",
  });
  expect(await holdingOf(client, "USD")).toBe("949.5 + 0");
});

test("a stop that would trigger at once is refused, also by the middle price of a new book", async () => {
  const { client } = createTestPaper();
  for (const order of [stopBuy("1", "102", "100"), stopSell("1", "98", "100")]) {
    const failure = await failureOf(client.placeOrder(order));
    expect(failure).toMatchObject({ kind: "rejected", code: "STOP_PRICE_REACHED", sent: "yes" });
  }
  client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "0.1" });
  expect((await place(client, stopBuy("1", "102", "100"))).status).toBe(OrderStatus.OPEN);
});

test("stops reached at the same time trigger in the order of their placement", async () => {
  const { client } = createTestPaper();
  const older = await place(client, stopBuy("1", "102", "101"));
  const newer = await place(client, stopBuy("3", "102", "100.5"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1" });
  expect((await client.getOrder(older.orderId)).filledQuantity).toBe("1");
  expect((await client.getOrder(newer.orderId)).filledQuantity).toBe("1");
});

test("placing and cancelling a stop does not change the book", async () => {
  const { client } = createTestPaper();
  await place(client, buy("1", "98"));
  const stop = await place(client, stopBuy("1", "98", "101"));
  const { sequence } = await client.getOrderBook(SYMBOL);
  await client.cancelOrder(stop.orderId);
  const after = await client.getOrderBook(SYMBOL);
  expect([after.sequence, after.bids[1]?.quantity]).toEqual([sequence, "3"]);
});

test("a stop can be cancelled, expires like any order, and needs its funds", async () => {
  const { client, clock } = createTestPaper();
  const cancelled = await place(client, stopBuy("1", "103", "101"));
  expect(await client.cancelOrder(cancelled.orderId)).toBe(OrderStatus.CANCELLED);
  const expireTime = new Date(clock.now() + 1_000);
  const expiring = await place(client, stopBuy("1", "103", "101", { expireTime }));
  await clock.advance(1_000);
  expect((await client.getOrder(expiring.orderId)).status).toBe(OrderStatus.EXPIRED);
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1" });
  expect(await holdingOf(client, "USD")).toBe("1000 + 0");
  const failure = await failureOf(client.placeOrder(stopBuy("10", "103", "102")));
  expect(failure).toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND" });
});

test("moving the market triggers the stops that it passes", async () => {
  const { client } = createTestPaper();
  const stop = await place(client, stopBuy("1", "120", "105"));
  client.moveMarket(SYMBOL, "110");
  expect(await client.getOrder(stop.orderId)).toMatchObject({
    status: OrderStatus.FILLED,
    averagePrice: "111",
  });
});
