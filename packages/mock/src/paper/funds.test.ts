import { Liquidity, OrderSide, OrderStatus, toPlain } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { buy, createTestPaper, holdingOf, place, SYMBOL, sell } from "./testdata/paper.ts";

const FEES = { maker: "0.001", taker: "0.002" };

test("a buy locks its cost with the larger fee, and a sell its quantity", async () => {
  const { client } = createTestPaper({ fees: FEES });
  await place(client, buy("2", "90"));
  expect(await holdingOf(client, "USD")).toBe("819.64 + 180.36");
  await place(client, sell("0.3", "110"));
  expect(await holdingOf(client, "BTC")).toBe("9.7 + 0.3");
});

test("a taker pays the taker fee on top, and the unused locked amount is free at once", async () => {
  const { client } = createTestPaper({ fees: FEES });
  const order = await place(client, buy("1", "150"));
  expect(order).toMatchObject({ status: OrderStatus.FILLED, fee: "0.202", feeAsset: "USD" });
  expect(await holdingOf(client, "USD")).toBe("898.798 + 0");
});

test("a maker pays the maker fee, and a selling maker receives less", async () => {
  const { client } = createTestPaper({ fees: FEES });
  const order = await place(client, sell("1", "100"));
  client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.4" });
  expect(await holdingOf(client, "USD")).toBe("1039.96 + 0");
  expect(await holdingOf(client, "BTC")).toBe("9 + 0.6");
  const [fill] = await client.getFills();
  expect(toPlain(fill)).toEqual({
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    executionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    tradeId: "1",
    symbol: SYMBOL,
    side: "SELL",
    type: "LIMIT",
    timeInForce: "GTC",
    status: "PARTIALLY_FILLED",
    venueStatus: "PARTIALLY_FILLED",
    rejectReason: "",
    quantity: "1",
    price: "100",
    filledQuantity: "0.4",
    remainingQuantity: "0.6",
    averagePrice: "100",
    lastPrice: "100",
    lastQuantity: "0.4",
    lastQuoteQuantity: "40",
    fee: "0.04",
    feeAsset: "USD",
    liquidity: "MAKER",
    timestamp: "2026-01-05T12:00:00Z",
  });
  expect(fill?.liquidity).toBe(Liquidity.MAKER);
});

test("an unaffordable order is refused, and nothing changes", async () => {
  const { client } = createTestPaper({ fees: FEES });
  const before = toPlain([await client.getBalance(), await client.getOrderBook(SYMBOL)]);
  for (const order of [buy("10", "100"), sell("10.1", "100")]) {
    const failure = await failureOf(client.placeOrder(order));
    expect(failure).toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND", sent: "yes" });
  }
  expect(toPlain([await client.getBalance(), await client.getOrderBook(SYMBOL)])).toEqual(before);
  expect(await client.getOrders()).toEqual([]);
});

test("the whole balance can be locked, to the last digit", async () => {
  const { client } = createTestPaper({ fees: FEES, balances: { USD: "100.2", BTC: "0" } });
  expect((await place(client, buy("1", "100"))).status).toBe(OrderStatus.OPEN);
  expect(await holdingOf(client, "USD")).toBe("0 + 100.2");
});

test("empty assets are listed only with includeZero", async () => {
  const { client } = createTestPaper({ balances: { USD: "1000", EUR: "0" } });
  expect((await client.getBalance()).assets.map(({ asset }) => asset)).toEqual(["USD"]);
  expect((await client.getBalance({ includeZero: true })).assets.map(({ asset }) => asset)).toEqual([
    "USD",
    "EUR",
  ]);
  client.deposit("SOL", "1.50");
  expect((await client.getBalance()).assets.at(-1)).toMatchObject({ asset: "SOL", total: "1.5" });
});
