import { OrderSide, OrderStatus, TimeInForce, toPlain } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { buy, createTestPaper, holdingOf, levelsOf, place, SYMBOL, sell } from "./testdata/paper.ts";

test("a limit order that takes nothing rests in the book and is OPEN", async () => {
  const { client } = createTestPaper();
  const order = await place(client, buy("0.50", "100", { clientOrderId: "mine" }));
  expect(toPlain(order)).toEqual({
    symbol: SYMBOL,
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    clientOrderId: "mine",
    orderId: order.orderId,
    status: "OPEN",
    venueStatus: "OPEN",
    venueType: "LIMIT",
    rejectReason: "",
    quantity: "0.50",
    price: "100",
    filledQuantity: "0",
    remainingQuantity: "0.50",
    filledQuoteQuantity: "0",
    fee: "0",
    feeAsset: "USD",
    createdTime: "2026-01-05T12:00:00Z",
    updatedTime: "2026-01-05T12:00:00Z",
  });
  expect(await levelsOf(client, "bids")).toEqual(["100 x 0.50", "99 x 1", "98 x 2"]);
});

test("the acknowledgement has the order and never a fill", async () => {
  const { client } = createTestPaper();
  const report = await client.placeOrder(buy("1", "101", { clientOrderId: "mine" }));
  expect(toPlain(report)).toEqual({
    orderId: report.orderId,
    clientOrderId: "mine",
    symbol: SYMBOL,
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    status: "SUBMITTED",
    venueStatus: "SUBMITTED",
    rejectReason: "",
    quantity: "1",
    price: "101",
    timestamp: "2026-01-05T12:00:00Z",
  });
  expect((await client.getOrder(report.orderId)).status).toBe(OrderStatus.FILLED);
});

test("a taker trades at the prices of the book, and the rest of it rests", async () => {
  const { client } = createTestPaper();
  const order = await place(client, buy("4", "102.5"));
  expect(toPlain(order)).toMatchObject({
    status: "PARTIALLY_FILLED",
    filledQuantity: "3",
    remainingQuantity: "1",
    filledQuoteQuantity: "305",
    averagePrice: "101.666666666666666666",
  });
  expect(await levelsOf(client, "bids")).toEqual(["102.5 x 1", "99 x 1", "98 x 2"]);
  expect(await levelsOf(client, "asks")).toEqual([]);
});

test("others take the better price first, and the older offer at one price", async () => {
  const { client } = createTestPaper();
  const behind = await place(client, sell("1", "101"));
  const better = await place(client, sell("1", "100"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1.5" });
  expect((await client.getOrder(better.orderId)).status).toBe(OrderStatus.FILLED);
  expect((await client.getOrder(behind.orderId)).filledQuantity).toBe("0");
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1" });
  expect((await client.getOrder(behind.orderId)).filledQuantity).toBe("0.5");
});

test("a later offer of another trader is behind the account's order at the same price", async () => {
  const { client } = createTestPaper({
    books: { [SYMBOL]: { bids: [], asks: [{ price: "110", quantity: "1" }] } },
  });
  const own = await place(client, sell("1", "105"));
  client.setOrderBook(SYMBOL, { bids: [], asks: [{ price: "105.00", quantity: "1" }] });
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1" });
  expect((await client.getOrder(own.orderId)).status).toBe(OrderStatus.FILLED);
  expect(await levelsOf(client, "asks")).toEqual(["105 x 1"]);
});

test("IOC takes the available quantity and cancels the rest", async () => {
  const { client } = createTestPaper();
  const order = await place(client, buy("2", "101", { timeInForce: TimeInForce.IOC }));
  expect(order).toMatchObject({ status: OrderStatus.CANCELLED, filledQuantity: "1", remainingQuantity: "1" });
  expect(await holdingOf(client, "USD")).toBe("899 + 0");
});

test("FOK fills completely, or is cancelled and changes nothing", async () => {
  const { client } = createTestPaper();
  const own = await place(client, sell("1", "101"));
  const tooMuch = await place(client, buy("3.5", "102", { timeInForce: TimeInForce.FOK }));
  expect(tooMuch).toMatchObject({ status: OrderStatus.CANCELLED, filledQuantity: "0" });
  expect((await client.getOrder(own.orderId)).status).toBe(OrderStatus.OPEN);
  expect(await levelsOf(client, "asks")).toEqual(["101 x 2", "102 x 2"]);
  const whole = await place(client, buy("3", "102", { timeInForce: TimeInForce.FOK }));
  expect(whole).toMatchObject({ status: OrderStatus.FILLED, filledQuantity: "3" });
});

test("a post-only order that would take is refused, even if it would only meet the account's own order", async () => {
  const { client } = createTestPaper();
  await place(client, sell("1", "100"));
  const failure = await failureOf(client.placeOrder(buy("1", "100", { postOnly: true })));
  expect(failure).toMatchObject({ kind: "rejected", code: "POST_ONLY_WOULD_TAKE", sent: "yes" });
  expect((await place(client, buy("1", "99.99", { postOnly: true }))).status).toBe(OrderStatus.OPEN);
});

test("a limit order sized in the quote asset is rounded down to the increment, and has no quantity", async () => {
  const { client } = createTestPaper({ products: { [SYMBOL]: { quantityIncrement: "0.001" } } });
  const { quantity: _none, ...order } = buy("1", "101");
  const filled = await place(client, { ...order, quoteQuantity: "100" });
  expect(filled).toMatchObject({ status: OrderStatus.FILLED, filledQuantity: "0.99", quoteQuantity: "100" });
  expect(filled).not.toHaveProperty("quantity");
  expect(filled).not.toHaveProperty("remainingQuantity");
  const resting = await place(client, { ...order, price: "97", quoteQuantity: "97.10" });
  expect(await levelsOf(client, "bids")).toEqual(["99 x 1", "98 x 2", "97 x 1.001"]);
  expect(await client.cancelOrder(resting.orderId)).toBe(OrderStatus.CANCELLED);
});

test("an own order in the way is cancelled, and matching continues behind it", async () => {
  const { client } = createTestPaper();
  const own = await place(client, sell("1", "100"));
  const taker = await place(client, buy("1.5", "102"));
  expect(await client.getOrder(own.orderId)).toMatchObject({
    status: OrderStatus.CANCELLED,
    rejectReason: "SELF_TRADE",
    filledQuantity: "0",
  });
  expect(taker).toMatchObject({ status: OrderStatus.FILLED, filledQuoteQuantity: "152" });
  expect(await holdingOf(client, "BTC")).toBe("11.5 + 0");
});

test("an own order behind the taken offers stays", async () => {
  const { client } = createTestPaper();
  const own = await place(client, sell("1", "101"));
  await place(client, buy("1", "102"));
  expect((await client.getOrder(own.orderId)).status).toBe(OrderStatus.OPEN);
});
