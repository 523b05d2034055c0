import { OrderSide, OrderType, ProductStatus, toPlain } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { buy, createTestPaper, levelsOf, market, SYMBOL } from "./testdata/paper.ts";

const RULES = {
  quantityIncrement: "0.1",
  minQuantity: "0.2",
  maxQuantity: "5",
  minQuoteQuantity: "10",
  maxQuoteQuantity: "500",
};

test.each([
  ["quantity", "NOT_A_MULTIPLE", buy("0.25", "90")],
  ["price", "NOT_A_MULTIPLE", buy("1", "90.001")],
  ["quantity", "TOO_SMALL", buy("0.1", "900")],
  ["quantity", "TOO_SMALL", buy("0.2", "1")],
  ["quantity", "TOO_LARGE", buy("5.1", "90")],
  ["quoteQuantity", "TOO_LARGE", market(OrderSide.BUY, { quoteQuantity: "500.01" })],
])("an order whose %s is %s is refused by the venue, and nothing changes", async (field, code, order) => {
  const { client } = createTestPaper({ products: { [SYMBOL]: RULES } });
  const failure = await failureOf(client.placeOrder({ ...order, clientOrderId: "mine" }));
  expect(failure).toMatchObject({
    kind: "rejected",
    code,
    field,
    sent: "yes",
    retryable: false,
    operation: "placeOrder",
    clientOrderId: "mine",
  });
  expect(await client.getOrders()).toEqual([]);
  expect(await levelsOf(client, "bids")).toEqual(["99 x 1", "98 x 2"]);
});

test("a halted product accepts no order", async () => {
  const { client } = createTestPaper({ products: { [SYMBOL]: { status: ProductStatus.HALTED } } });
  const failure = await failureOf(client.placeOrder(buy("1", "90")));
  expect(failure).toMatchObject({ kind: "rejected", code: "PRODUCT_HALTED", field: "symbol", sent: "yes" });
});

test("an unknown symbol is notFound in every method", async () => {
  const { client } = createTestPaper();
  const calls = [
    () => client.placeOrder(buy("1", "90", { symbol: "DOGE-USD" })),
    () => client.getOrderBook("DOGE-USD"),
    () => client.subscribeOrderBook("DOGE-USD", () => {}),
    () => client.subscribeTrades("DOGE-USD", () => {}),
    () => client.trade("DOGE-USD", { side: OrderSide.BUY, quantity: "1" }),
    () => client.setOrderBook("DOGE-USD", { bids: [], asks: [] }),
    () => client.moveMarket("DOGE-USD", "1"),
    () => client.step("DOGE-USD"),
  ];
  for (const call of calls) {
    expect(await failureOf(call)).toMatchObject({ kind: "notFound", code: "UNKNOWN_SYMBOL", sent: "yes" });
  }
  expect(await client.getProducts({ symbols: ["DOGE-USD"] })).toEqual([]);
});

test("an unsupported order type is unsupported", async () => {
  const { client } = createTestPaper();
  const order = buy("1", "90", { type: OrderType.BRACKET, stopPrice: "80" });
  expect(await failureOf(client.placeOrder(order))).toMatchObject({
    kind: "unsupported",
    field: "type",
    sent: "no",
  });
  expect(client.capabilities.orderTypes).toEqual([OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT]);
});

test.each([{ displayQuantity: "0.1" }, { participationRate: "0.1" }, { stopPrice: "80" }])(
  "a limit order with %o is unsupported",
  async (terms) => {
    const { client } = createTestPaper();
    const failure = await failureOf(client.placeOrder(buy("1", "90", terms)));
    expect(failure).toMatchObject({ kind: "unsupported", field: Object.keys(terms)[0], sent: "no" });
  },
);

test("an unknown option of placeOrder is refused", async () => {
  const { client } = createTestPaper();
  const options: object = { timeoutMS: 5 };
  const failure = await failureOf(client.placeOrder(buy("1", "90"), options));
  expect(failure).toMatchObject({ kind: "invalidInput", field: "options" });
});

test("placing the same order again returns the first one and places it once", async () => {
  const { client } = createTestPaper();
  const order = buy("1", "101", { clientOrderId: "mine" });
  const first = await client.placeOrder(order);
  expect(toPlain(await client.placeOrder(order))).toEqual(toPlain(first));
  expect(await client.getOrders()).toHaveLength(1);
  expect(await client.getFills()).toHaveLength(1);
});

test("another order with the same clientOrderId is refused", async () => {
  const { client } = createTestPaper();
  await client.placeOrder(buy("1", "90", { clientOrderId: "mine" }));
  const failure = await failureOf(client.placeOrder(buy("1", "91", { clientOrderId: "mine" })));
  expect(failure).toMatchObject({ kind: "rejected", code: "DUPLICATE_CLIENT_ORDER_ID", sent: "yes" });
});

test("the clientOrderId of a refused order can be used again", async () => {
  const { client } = createTestPaper();
  await failureOf(client.placeOrder(buy("100", "90", { clientOrderId: "mine" })));
  await client.placeOrder(buy("1", "90", { clientOrderId: "mine" }));
  expect(await client.getOrders({ clientOrderIds: ["mine"] })).toHaveLength(1);
});
