import { OrderSide, OrderStatus, TimeInForce } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { createTestPaper, holdingOf, levelsOf, market, place, SYMBOL, sell } from "./testdata/paper.ts";

const { BUY, SELL } = OrderSide;

test("a market order takes its quantity from several levels", async () => {
  const { client } = createTestPaper();
  const order = await place(client, market(BUY, { quantity: "2" }));
  expect(order).toMatchObject({
    status: OrderStatus.FILLED,
    timeInForce: TimeInForce.IOC,
    filledQuoteQuantity: "203",
    averagePrice: "101.5",
    remainingQuantity: "0",
  });
  expect(await levelsOf(client, "asks")).toEqual(["102 x 1"]);
  expect(await holdingOf(client, "USD")).toBe("797 + 0");
  expect(await holdingOf(client, "BTC")).toBe("12 + 0");
});

test("the quantity that the book does not have is cancelled", async () => {
  const { client } = createTestPaper();
  const order = await place(client, market(SELL, { quantity: "5" }));
  expect(order).toMatchObject({ status: OrderStatus.CANCELLED, filledQuantity: "3", remainingQuantity: "2" });
  const nothing = await place(client, market(SELL, { quantity: "1" }));
  expect(nothing).toMatchObject({ status: OrderStatus.CANCELLED, filledQuantity: "0" });
  expect(nothing).not.toHaveProperty("averagePrice");
});

test("a market buy sized in the quote asset spends all but less than the cost of one increment", async () => {
  const { client } = createTestPaper({ products: { [SYMBOL]: { quantityIncrement: "0.1" } } });
  const order = await place(client, market(BUY, { quoteQuantity: "160" }));
  // It buys 1 at 101 and, with the remaining 59, 0.5 at 102. The last 8 buy less than 0.1.
  expect(order).toMatchObject({
    status: OrderStatus.FILLED,
    filledQuantity: "1.5",
    filledQuoteQuantity: "152",
  });
  expect(await holdingOf(client, "USD")).toBe("848 + 0");
});

test("a market sell sized in the quote asset sells the quantity that brings the amount", async () => {
  const { client } = createTestPaper();
  const order = await place(client, market(SELL, { quoteQuantity: "148" }));
  expect(order).toMatchObject({ status: OrderStatus.FILLED, filledQuantity: "1.5" });
  expect(await holdingOf(client, "USD")).toBe("1148 + 0");
});

test("the rest of a quote amount is cancelled when the book is empty", async () => {
  const { client } = createTestPaper();
  const order = await place(client, market(BUY, { quoteQuantity: "900" }));
  expect(order).toMatchObject({ status: OrderStatus.CANCELLED, filledQuoteQuantity: "305" });
});

test("a quote amount that buys less than one increment is refused", async () => {
  const { client } = createTestPaper({ products: { [SYMBOL]: { quantityIncrement: "1" } } });
  const failure = await failureOf(client.placeOrder(market(BUY, { quoteQuantity: "100" })));
  expect(failure).toMatchObject({
    kind: "rejected",
    code: "TOO_SMALL",
    field: "quoteQuantity",
    sent: "yes",
  });
});

test("a FOK market order takes nothing when it cannot fill completely", async () => {
  const { client } = createTestPaper();
  const order = await place(client, market(BUY, { quantity: "4", timeInForce: TimeInForce.FOK }));
  expect(order).toMatchObject({ status: OrderStatus.CANCELLED, filledQuantity: "0" });
});

test("a market order must be affordable at the prices that it would take", async () => {
  const { client } = createTestPaper({
    balances: { USD: "101.1", BTC: "1" },
    fees: { taker: "0.001" },
  });
  const failure = await failureOf(client.placeOrder(market(BUY, { quantity: "1" })));
  expect(failure).toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND", sent: "yes" });
  client.deposit("USD", "0.001");
  expect((await place(client, market(BUY, { quantity: "1" }))).status).toBe(OrderStatus.FILLED);
  expect(await holdingOf(client, "USD")).toBe("0 + 0");
  const own = await place(client, sell("1.5", "200"));
  expect((await failureOf(client.placeOrder(market(SELL, { quantity: "1" })))).code).toBe(
    "INSUFFICIENT_FUND",
  );
  await client.cancelOrder(own.orderId);
  expect((await place(client, market(SELL, { quantity: "1" }))).status).toBe(OrderStatus.FILLED);
});
