/** The client over real HTTP on loopback. The sandbox checks signatures with its own code. */
import type { Sandbox } from "@cqvx/sandbox";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type CoinbaseClient,
  type NewOrder,
  OrderSide,
  OrderStatus,
  OrderType,
  TimeInForce,
} from "../../index.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { BUY, connectTo, startSandboxClient } from "../../testdata/sandbox/sandbox-client.ts";

let sandbox: Sandbox;
let client: CoinbaseClient;

beforeEach(async () => {
  ({ sandbox, client } = await startSandboxClient());
});

const NEXT_YEAR = new Date(Date.now() + 300 * 86_400_000);

describe("credentials", () => {
  test.each(["ecdsa", "ed25519", "legacy", "exchange"] as const)(
    "of the kind %s are accepted",
    async (kind) => {
      const connected = connectTo(sandbox, { credentials: sandbox.coinbase.credentials[kind] });
      expect(await connected.health()).toMatchObject({ auth: "ok", canTrade: true });
      expect((await connected.getBalance()).assets.length).toBeGreaterThan(0);
      await connected.placeOrder(BUY);
    },
  );

  test("of an unknown key are refused, with nothing placed", async () => {
    const { privateKey } = sandbox.coinbase.credentials.ed25519;
    const stranger = connectTo(sandbox, {
      credentials: { keyName: "organizations/x/apiKeys/y", privateKey },
    });
    const error = await failureOf(stranger.placeOrder(BUY));
    expect(error).toMatchObject({ kind: "unauthorized", status: 401, sent: "yes", reason: "Unauthorized" });
    expect(sandbox.coinbase.orders()).toEqual([]);
  });

  test("that may only view cannot trade", async () => {
    const viewer = connectTo(sandbox, { credentials: sandbox.coinbase.credentials.viewOnly });
    expect(await viewer.health()).toMatchObject({ canTrade: false });
    expect(await failureOf(viewer.placeOrder(BUY))).toMatchObject({ kind: "unauthorized", status: 403 });
  });

  test("are not needed for public market data", async () => {
    const reader = connectTo(sandbox, {});
    const book = await reader.getOrderBook("BTC-USDC", { depth: 3 });
    expect(book).toMatchObject({ symbol: "BTC-USDC" });
    expect(book.bids).toHaveLength(3);
    expect(await reader.health()).toMatchObject({ auth: "none" });
    expect(await failureOf(reader.getBalance())).toMatchObject({ code: "NO_CREDENTIALS", sent: "no" });
  });
});

describe("an order", () => {
  const SELL: NewOrder = { ...BUY, side: OrderSide.SELL, price: "90000.00" };
  const { price: _limit, ...MARKET } = { ...BUY, type: OrderType.MARKET };
  const { quantity: _quantity, ...UNSIZED } = MARKET;

  const kinds: readonly (readonly [string, NewOrder, OrderStatus])[] = [
    ["market by base size", MARKET, OrderStatus.FILLED],
    ["market by quote size", { ...UNSIZED, quoteQuantity: "25.50" }, OrderStatus.FILLED],
    ["limit GTC", BUY, OrderStatus.OPEN],
    ["limit GTD", { ...BUY, expireTime: NEXT_YEAR }, OrderStatus.OPEN],
    ["limit IOC away from the market", { ...BUY, timeInForce: TimeInForce.IOC }, OrderStatus.CANCELLED],
    [
      "limit IOC through the market",
      { ...BUY, price: "90000.00", timeInForce: TimeInForce.IOC },
      OrderStatus.FILLED,
    ],
    [
      "limit FOK through the market",
      { ...BUY, price: "90000.00", timeInForce: TimeInForce.FOK },
      OrderStatus.FILLED,
    ],
    ["post-only", { ...SELL, postOnly: true }, OrderStatus.OPEN],
    [
      "stop-limit GTC",
      { ...SELL, type: OrderType.STOP_LIMIT, price: "30000.00", stopPrice: "31000.00" },
      OrderStatus.OPEN,
    ],
    [
      "stop-limit GTD",
      {
        ...SELL,
        type: OrderType.STOP_LIMIT,
        price: "30000.00",
        stopPrice: "31000.00",
        expireTime: NEXT_YEAR,
      },
      OrderStatus.OPEN,
    ],
    ["bracket", { ...SELL, type: OrderType.BRACKET, stopPrice: "30000.00" }, OrderStatus.OPEN],
  ];

  test.each(kinds)("of the kind %s is placed and read back", async (_kind, order, status) => {
    const report = await client.placeOrder(order);
    expect(report).toMatchObject({
      status: OrderStatus.SUBMITTED,
      symbol: "BTC-USD",
      side: order.side,
      type: order.type,
    });
    const read = await client.getOrder(report.orderId);
    expect(read).toMatchObject({
      orderId: report.orderId,
      clientOrderId: report.clientOrderId,
      type: order.type,
      status,
    });
    expect(read.quantity).toBe(order.quantity);
    expect(read.price).toBe(order.price);
    expect(read.stopPrice).toBe(order.stopPrice);
  });

  test("of the kind TWAP is placed and read back", async () => {
    const startTime = new Date(Date.now() + 60_000);
    const report = await client.placeOrder(
      { ...BUY, type: OrderType.TWAP, startTime, expireTime: new Date(startTime.getTime() + 3_600_000) },
      { twap: { numberOfBuckets: 10, bucketSize: "0.001", bucketSeconds: 300 } },
    );
    expect(await client.getOrder(report.orderId)).toMatchObject({
      type: OrderType.TWAP,
      timeInForce: TimeInForce.GTD,
    });
  });

  test("placed twice under one client order id is one order", async () => {
    const first = await client.placeOrder({ ...BUY, clientOrderId: "once-only-1" });
    const second = await client.placeOrder({ ...BUY, clientOrderId: "once-only-1" });
    expect(second.orderId).toBe(first.orderId);
    expect(sandbox.coinbase.orders()).toHaveLength(1);
  });

  test("under the client order id of another order shows that order's size", async () => {
    await client.placeOrder({ ...BUY, clientOrderId: "once-only-2" });
    const other = await client.placeOrder({ ...BUY, quantity: "0.5", clientOrderId: "once-only-2" });
    expect(other.quantity).toBe("0.01");
  });

  test("that the account cannot pay for is rejected with the venue's reason", async () => {
    const error = await failureOf(client.placeOrder({ ...BUY, quantity: "100", clientOrderId: "too-much" }));
    expect(error).toMatchObject({
      kind: "rejected",
      code: "INSUFFICIENT_FUND",
      sent: "yes",
      clientOrderId: "too-much",
    });
  });

  test("that fills in part is PARTIALLY_FILLED, with matching quantities", async () => {
    const [ask] = sandbox.coinbase.book("BTC-USD").asks;
    const { orderId } = await client.placeOrder({
      ...BUY,
      quantity: "1.00",
      price: oneCentBelow(ask?.price ?? ""),
    });
    sandbox.coinbase.trade("BTC-USD", { side: "SELL", size: "0.25" });
    expect(await client.getOrder(orderId)).toMatchObject({
      status: OrderStatus.PARTIALLY_FILLED,
      venueStatus: "OPEN",
      quantity: "1.00",
      filledQuantity: "0.25",
      remainingQuantity: "0.75",
    });
  });
});

/** Returns the highest bid below this price. */
function oneCentBelow(price: string): string {
  const cents = String(BigInt(price.replace(".", "")) - 1n);
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

describe("a cancel", () => {
  test("of an open order ends in CANCELLED and unlocks the money", async () => {
    const before = await client.getBalance();
    const { orderId } = await client.placeOrder(BUY);
    expect(await client.getBalance()).not.toEqual(before);
    expect(await client.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
    expect(await client.getBalance()).toEqual(before);
  });

  test("of a filled order returns FILLED", async () => {
    const { price: _price, ...market } = { ...BUY, type: OrderType.MARKET };
    const { orderId } = await client.placeOrder(market);
    expect(await client.cancelOrder(orderId)).toBe(OrderStatus.FILLED);
  });

  test("of an unknown order is notFound", async () => {
    expect(await failureOf(client.cancelOrder("0f0f0f0f-0000-4000-8000-000000000000"))).toMatchObject({
      kind: "notFound",
    });
  });

  test("whose reply is lost is retried and returns its result", async () => {
    const { orderId } = await client.placeOrder(BUY);
    sandbox.coinbase.faults.add({ kind: "reset", match: { path: "batch_cancel" }, handled: true });
    expect(await client.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
  });

  test("whose replies are all lost returns the final status", async () => {
    const { orderId } = await client.placeOrder(BUY);
    sandbox.coinbase.faults.add({ kind: "reset", match: { path: "batch_cancel" }, handled: true, times: 3 });
    expect(await client.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
  });

  test("whose requests are all lost is outcomeUnknown for an order that stays open", async () => {
    const { orderId } = await client.placeOrder(BUY);
    sandbox.coinbase.faults.add({ kind: "reset", match: { path: "batch_cancel" }, times: 3 });
    expect(await failureOf(client.cancelOrder(orderId))).toMatchObject({
      kind: "outcomeUnknown",
      sent: "maybe",
    });
  });
});

describe("lists", () => {
  test("of orders are complete, newest first and filtered", async () => {
    const ids: string[] = [];
    for (let at = 0; at < 12; at++)
      ids.push((await client.placeOrder({ ...BUY, quantity: `0.0${at + 10}` })).orderId);
    const [first = ""] = ids;
    await client.cancelOrder(first);
    expect((await client.getOrders()).map(({ orderId }) => orderId).sort()).toEqual([...ids].sort());
    expect(await client.getOrders({ statuses: [OrderStatus.OPEN] })).toHaveLength(11);
    expect(await client.getOrders({ statuses: [OrderStatus.CANCELLED] })).toMatchObject([{ orderId: first }]);
    expect(await client.getOrders({ symbols: ["ETH-USD"] })).toEqual([]);
    expect(await client.getOrders({ limit: 3 })).toHaveLength(3);
  });

  test("of accounts cover all pages and sum a currency with two accounts", async () => {
    const { assets } = await client.getBalance({ includeZero: true });
    expect(sandbox.coinbase.requests.filter(({ path }) => path.endsWith("/accounts")).length).toBeGreaterThan(
      1,
    );
    const usdc = sandbox.coinbase.balances().filter(({ currency }) => currency === "USDC");
    expect(usdc.length).toBeGreaterThan(1);
    const expected = usdc.reduce((sum, { available, hold }) => sum + Number(available) + Number(hold), 0);
    expect(Number(assets.find(({ asset }) => asset === "USDC")?.total)).toBe(expected);
    expect(assets.length).toBeGreaterThan(250);
  });

  test("of fills have the venue's price, size and fee", async () => {
    const { price: _price, ...market } = { ...BUY, type: OrderType.MARKET };
    const { orderId } = await client.placeOrder(market);
    const fills = await client.getFills({ orderIds: [orderId] });
    const order = await client.getOrder(orderId);
    expect(fills.length).toBeGreaterThan(0);
    expect(fills.every((fill) => fill.orderId === orderId && fill.feeAsset === "USD")).toBe(true);
    const filled = fills.reduce((sum, { lastQuantity }) => sum + Number(lastQuantity), 0);
    expect(filled).toBeCloseTo(Number(order.filledQuantity), 8);
  });

  test("of levels equal the venue's", async () => {
    const { bids, asks } = sandbox.coinbase.book("BTC-USD");
    const book = await client.getOrderBook("BTC-USD", { depth: 20 });
    const asLevels = (levels: typeof bids) =>
      levels.slice(0, 20).map(({ price, size }) => ({ price, quantity: size }));
    expect(book.bids).toMatchObject(asLevels(bids));
    expect(book.asks).toMatchObject(asLevels(asks));
  });
});
