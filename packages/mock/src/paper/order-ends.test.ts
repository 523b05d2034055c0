import { OrderSide, OrderStatus, timestampToDate } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { watchOrders } from "../testdata/watch.ts";
import { buy, createTestPaper, holdingOf, levelsOf, place, SYMBOL, sell } from "./testdata/paper.ts";

test("a cancelled order leaves the book and frees its locked amount", async () => {
  const { client } = createTestPaper();
  const { orderId } = await place(client, buy("1", "99"));
  expect(await client.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
  expect(await levelsOf(client, "bids")).toEqual(["99 x 1", "98 x 2"]);
  expect(await holdingOf(client, "USD")).toBe("1000 + 0");
});

test("a partially filled order keeps its fill when it is cancelled", async () => {
  const { client } = createTestPaper();
  const { orderId } = await place(client, sell("1", "100"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.4" });
  expect(await client.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
  expect(await client.getOrder(orderId)).toMatchObject({
    filledQuantity: "0.4",
    remainingQuantity: "0.6",
    averagePrice: "100",
  });
  expect(await holdingOf(client, "BTC")).toBe("9.6 + 0");
});

test("a cancel of a final order returns its status", async () => {
  const { client } = createTestPaper();
  const filled = await place(client, buy("1", "101"));
  expect(await client.cancelOrder(filled.orderId)).toBe(OrderStatus.FILLED);
  const cancelled = await place(client, buy("1", "99"));
  await client.cancelOrder(cancelled.orderId);
  expect(await client.cancelOrder(cancelled.orderId)).toBe(OrderStatus.CANCELLED);
});

test("an unknown order is notFound", async () => {
  const { client } = createTestPaper();
  for (const work of [client.cancelOrder("none"), client.getOrder("none")]) {
    const failure = await failureOf(work);
    expect(failure).toMatchObject({ kind: "notFound", code: "UNKNOWN_ORDER", sent: "yes", orderId: "none" });
  }
});

test("a GTD order expires by the client's clock, without a timer", async () => {
  const { client, clock } = createTestPaper();
  const expireTime = new Date(clock.now() + 1_000);
  const { orderId } = await place(client, buy("1", "99.5", { expireTime }));
  await clock.advance(999);
  expect((await client.getOrder(orderId)).status).toBe(OrderStatus.OPEN);
  expect(clock.timers()).toBe(0);
  await clock.advance(5_000);
  const order = await client.getOrder(orderId);
  expect(order).toMatchObject({ status: OrderStatus.EXPIRED, venueStatus: "EXPIRED" });
  expect(order.updatedTime && timestampToDate(order.updatedTime)).toEqual(expireTime);
  expect(await holdingOf(client, "USD")).toBe("1000 + 0");
});

test("an expired order is gone for any first read after its expiry", async () => {
  const asks = [
    async (client: Parameters<typeof place>[0]) => expect(await levelsOf(client, "bids")).toHaveLength(2),
    async (client: Parameters<typeof place>[0]) => expect(await holdingOf(client, "USD")).toBe("1000 + 0"),
    async (client: Parameters<typeof place>[0]) =>
      expect((await client.getOrders({ statuses: [OrderStatus.EXPIRED] })).length).toBe(1),
    async (client: Parameters<typeof place>[0]) =>
      expect(client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "1" })[0]?.price).toBe("99"),
  ];
  for (const ask of asks) {
    const { client, clock } = createTestPaper();
    await place(client, buy("1", "99.5", { expireTime: new Date(clock.now() + 1_000) }));
    await clock.advance(1_000);
    await ask(client);
  }
});

test("the sequence of a book counts an expiry that no read has triggered before", async () => {
  const { client, clock } = createTestPaper();
  await place(client, buy("1", "99.5", { expireTime: new Date(clock.now() + 1_000) }));
  const before = await client.getOrderBook(SYMBOL);
  await clock.advance(1_000);
  const after = await client.getOrderBook(SYMBOL);
  expect([before.sequence, after.sequence]).toEqual(["2", "3"]);
});

test("orders expire in the order of their expireTimes, not of their placement", async () => {
  const { client, clock } = createTestPaper();
  const orders = await watchOrders(client);
  for (const seconds of [3, 1, 2])
    await place(client, buy("1", `9${seconds}`, { expireTime: new Date(clock.now() + seconds * 1_000) }));
  await clock.advance(5_000);
  await client.getBalance();
  expect(orders.items.slice(3).map(({ price }) => price)).toEqual(["91", "92", "93"]);
});
