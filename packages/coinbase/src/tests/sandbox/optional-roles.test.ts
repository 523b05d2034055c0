/** The optional roles and the batch cancel over real HTTP, against the sandbox. */

import type { Sandbox } from "@cqvx/sandbox";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type CoinbaseClient,
  checkOrder,
  OrderSide,
  OrderStatus,
  OrderType,
  type Product,
  ProductStatus,
  roundOrder,
} from "../../index.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { BUY, connectTo, startSandboxClient } from "../../testdata/sandbox/sandbox-client.ts";

let sandbox: Sandbox;
let client: CoinbaseClient;

beforeEach(async () => {
  ({ sandbox, client } = await startSandboxClient());
});

async function productOf(symbol: string): Promise<Product> {
  const [product] = await client.getProducts({ symbols: [symbol] });
  return product ?? expect.fail(`there is no ${symbol}`);
}

describe("getProducts", () => {
  test("returns every market, also without credentials", async () => {
    const products = await client.getProducts();
    expect(products.map(({ symbol }) => symbol).sort()).toEqual([
      "BTC-USD",
      "BTC-USDC",
      "ETH-BTC",
      "ETH-USD",
      "ETH-USDC",
      "SOL-USD",
    ]);
    expect(products.every(({ status }) => status === ProductStatus.TRADING)).toBe(true);
    expect(await connectTo(sandbox, {}).getProducts()).toEqual(products);
  });

  test("returns the venue's rules: it accepts a rounded order and refuses the unrounded one", async () => {
    const product = await productOf("ETH-BTC");
    const rough = { ...BUY, symbol: "ETH-BTC", quantity: "0.1234567891", price: "0.0100099" };
    expect(await failureOf(client.placeOrder(rough))).toMatchObject({ kind: "rejected" });
    expect(await failureOf(() => checkOrder(rough, product))).toMatchObject({ field: "quantity" });
    const rounded = roundOrder(rough, product);
    const { orderId } = await client.placeOrder(rounded);
    expect(await client.getOrder(orderId)).toMatchObject({ quantity: "0.12345678", price: "0.01000" });
  });

  test.each([
    { ...BUY, quantity: "3400.00000001", price: "1.00" },
    { symbol: "BTC-USD", side: OrderSide.BUY, type: OrderType.MARKET, quoteQuantity: "0.99" },
    { ...BUY, price: "20000.001" },
  ])("the venue refuses an order that checkOrder refuses: %o", async (order) => {
    const product = await productOf("BTC-USD");
    expect(await failureOf(() => checkOrder(order, product))).toMatchObject({ kind: "invalidInput" });
    expect(await failureOf(client.placeOrder(order))).toMatchObject({ kind: "rejected" });
  });
});

describe("editOrder", () => {
  test("changes the given terms only, also in the venue's order", async () => {
    const { orderId } = await client.placeOrder(BUY);
    const edited = await client.editOrder(orderId, { price: "19999.50" });
    expect(edited).toMatchObject({ orderId, price: "19999.5", quantity: "0.01", status: OrderStatus.OPEN });
    expect(await client.getOrder(orderId)).toEqual(edited);
    const resized = await client.editOrder(orderId, { quantity: "0.02" });
    expect(resized).toMatchObject({ price: "19999.5", quantity: "0.02" });
    expect(sandbox.coinbase.orders()).toHaveLength(1);
  });

  test("to a price through the market fills the order", async () => {
    const { orderId } = await client.placeOrder(BUY);
    const filled = await client.editOrder(orderId, { price: "90000.00" });
    expect(filled).toMatchObject({ status: OrderStatus.FILLED, filledQuantity: "0.01" });
  });

  test("of a final order or to an unrounded price is rejected with the venue's reason", async () => {
    const { orderId } = await client.placeOrder(BUY);
    const offGrid = await failureOf(client.editOrder(orderId, { price: "19999.999" }));
    expect(offGrid).toMatchObject({ kind: "rejected", code: "INVALID_EDITED_PRICE" });
    await client.cancelOrder(orderId);
    const over = await failureOf(client.editOrder(orderId, { price: "19999.00" }));
    expect(over).toMatchObject({ kind: "rejected", code: "ONLY_OPEN_ORDERS_CAN_BE_EDITED" });
  });

  test("whose reply is lost is outcomeUnknown and was executed once", async () => {
    const { orderId, clientOrderId } = await client.placeOrder(BUY);
    sandbox.coinbase.faults.add({ kind: "reset", handled: true, match: { path: /\/orders\/edit$/ } });
    const error = await failureOf(client.editOrder(orderId, { price: "19000.00" }));
    expect(error).toMatchObject({ kind: "outcomeUnknown", sent: "maybe", clientOrderId });
    expect(await client.getOrder(orderId)).toMatchObject({ price: "19000" });
    const edits = sandbox.coinbase.requests.filter(({ path }) => path.endsWith("/orders/edit"));
    expect(edits).toHaveLength(1);
  });
});

test("previewOrder returns the later cost of an order and places nothing", async () => {
  const { price: _limit, ...order } = { ...BUY, type: OrderType.MARKET };
  const preview = await client.previewOrder(order);
  expect(preview.errors).toEqual([]);
  expect(sandbox.coinbase.orders()).toEqual([]);
  const { orderId } = await client.placeOrder(order);
  const placed = await client.getOrder(orderId);
  expect(placed).toMatchObject({ averagePrice: preview.averagePrice, fee: preview.fee });
});

test("cancelOrders cancels more orders than fit in one request, and reports the failures", async () => {
  const orderIds: string[] = [];
  for (let count = 0; count < 105; count += 1) {
    orderIds.push((await client.placeOrder({ ...BUY, quantity: "0.0001" })).orderId);
  }
  const [gone = ""] = orderIds;
  await client.cancelOrder(gone);
  const answers = await client.cancelOrders([...orderIds, "no-such-order"]);
  expect(answers.map(({ orderId }) => orderId)).toEqual([...orderIds, "no-such-order"]);
  const refused = answers.filter(({ error }) => error !== undefined);
  expect(refused.map(({ orderId }) => orderId)).toEqual([gone, "no-such-order"]);
  expect(await client.getOrders({ statuses: [OrderStatus.OPEN] })).toEqual([]);
});
