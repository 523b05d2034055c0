/** The stream of the account's orders agrees with `getOrder`, against the sandbox in memory. */
import {
  type NewOrder,
  type Order,
  OrderSide,
  OrderStatus,
  OrderType,
  type StreamState,
  TERMINAL_STATUSES,
  TimeInForce,
} from "@cqvx/core";
import type { CoinbaseSandboxOptions } from "@cqvx/sandbox";
import { describe, expect, test } from "vitest";
import { areEqual, readExact } from "../../testdata/exact-decimal.ts";
import { connectLiveForTest, type LiveSandbox, pass, until } from "../../testdata/sandbox/live-sandbox.ts";
import { BUY } from "../../testdata/sandbox/sandbox-client.ts";

function connect(options: CoinbaseSandboxOptions = {}): LiveSandbox {
  return connectLiveForTest({ rateLimits: false, ...options });
}

interface Followed {
  readonly orders: readonly Order[];
  readonly states: readonly StreamState[];
  /** The number of orders that had arrived at each state. */
  readonly counts: readonly number[];
  /** Returns the statuses in order of arrival, of one order or of all. */
  statuses(orderId?: string): readonly OrderStatus[];
}

/** Subscribes and records orders and states. */
async function follow({ client }: LiveSandbox): Promise<Followed> {
  const orders: Order[] = [];
  const states: StreamState[] = [];
  const counts: number[] = [];
  const onState = (state: StreamState) => {
    states.push(state);
    counts.push(orders.length);
  };
  await client.subscribeOrders((order) => void orders.push(order), { onState });
  return {
    orders,
    states,
    counts,
    statuses: (orderId) =>
      orders
        .filter((order) => orderId === undefined || order.orderId === orderId)
        .map(({ status }) => status),
  };
}

/** Compares amounts by value. The stream drops the zeros at the end of an amount. */
function isSame(left: unknown, right: unknown): boolean {
  const [one, other] = [left, right].map((value) =>
    typeof value === "string" ? readExact(value) : undefined,
  );
  return one && other ? areEqual(one, other) : JSON.stringify(left) === JSON.stringify(right);
}

/** Fields whose values may differ. The two interfaces differ in letter case, and one of them leaves out false flags. */
function isOwn(name: string, value: unknown): boolean {
  return name === "venueType" || (name === "postOnly" && value === false);
}

/** Lists the fields of a streamed order that differ from `getOrder`. */
function differing(streamed: Order | undefined, read: Order): readonly string[] {
  const fields = new Map<string, unknown>(Object.entries(read));
  return Object.entries(streamed ?? {}).flatMap(([name, value]) =>
    isOwn(name, value) || isSame(value, fields.get(name))
      ? []
      : [`${name} is ${JSON.stringify(value)} and not ${JSON.stringify(fields.get(name))}`],
  );
}

/** Returns the best price at which an order rests ahead of all others. */
function inFront({ venue }: LiveSandbox): string {
  const cents = String(BigInt((venue.book("BTC-USD").asks[0]?.price ?? "").replace(".", "")) - 1n);
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

const { OPEN, PARTIALLY_FILLED, FILLED, CANCELLED, EXPIRED } = OrderStatus;

describe("an order", () => {
  test("appears open, partly filled and filled, with the amounts of getOrder", async () => {
    const sandbox = connect();
    const { client, venue } = sandbox;
    const { orders, statuses } = await follow(sandbox);
    const price = inFront(sandbox);
    const { orderId, clientOrderId } = await client.placeOrder({ ...BUY, quantity: "1.00", price });
    await until(() => orders.length === 1);
    expect(orders.at(-1)).toMatchObject({
      symbol: "BTC-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      status: OPEN,
      venueStatus: "OPEN",
      clientOrderId,
      orderId,
      price: expect.stringMatching(/^\d+\.\d+$/),
      postOnly: false,
      filledQuantity: "0",
      fee: "0",
      feeAsset: "USD",
    });
    expect(orders.at(-1)).not.toHaveProperty("averagePrice");
    expect(orders.at(-1)).not.toHaveProperty("stopPrice");
    expect(orders.at(-1)).not.toHaveProperty("expireTime");
    expect(differing(orders.at(-1), await client.getOrder(orderId))).toEqual([]);

    venue.trade("BTC-USD", { side: "SELL", size: "0.25" });
    await until(() => orders.length === 2);
    expect(orders.at(-1)).toMatchObject({
      status: PARTIALLY_FILLED,
      filledQuantity: "0.25",
    });
    expect(differing(orders.at(-1), await client.getOrder(orderId))).toEqual([]);

    venue.trade("BTC-USD", { side: "SELL", size: "0.75" });
    await until(() => orders.length === 3);
    expect(orders.at(-1)).toMatchObject({ status: FILLED, filledQuantity: "1" });
    expect(differing(orders.at(-1), await client.getOrder(orderId))).toEqual([]);
    expect(statuses()).toEqual([OPEN, PARTIALLY_FILLED, FILLED]);
  });

  test("that is cancelled slowly is PENDING_CANCEL, then CANCELLED", async () => {
    const sandbox = connect({ behaviour: { cancelLatencyMs: 300 } });
    const { client, clock } = sandbox;
    const { orders, statuses } = await follow(sandbox);
    const { orderId } = await client.placeOrder(BUY);
    const cancelling = client.cancelOrder(orderId);
    await until(() => orders.length === 2);
    await clock.run(1_000);
    expect(await cancelling).toBe(CANCELLED);
    expect(statuses(orderId)).toEqual([OPEN, OrderStatus.PENDING_CANCEL, CANCELLED]);
    expect(differing(orders.at(-1), await client.getOrder(orderId))).toEqual([]);
  });

  test("that expires is reported", async () => {
    const sandbox = connect();
    const { client, clock } = sandbox;
    const { orders, statuses } = await follow(sandbox);
    const expireTime = new Date(clock.now() + 60_000);
    const { orderId } = await client.placeOrder({ ...BUY, expireTime });
    expect(orders[0]).toMatchObject({
      timeInForce: TimeInForce.GTD,
      expireTime: { seconds: String(expireTime.getTime() / 1_000) },
    });
    await clock.run(61_000);
    expect(statuses(orderId)).toEqual([OPEN, EXPIRED]);
  });

  const NEXT_YEAR = new Date(Date.UTC(2027, 0, 1));
  const { price: _limit, ...MARKET } = { ...BUY, type: OrderType.MARKET };
  const { quantity: _size, ...UNSIZED } = BUY;
  const { quantity: _amount, ...MARKET_UNSIZED } = MARKET;
  const SELL: NewOrder = { ...BUY, side: OrderSide.SELL, price: "90000.00" };

  test.each<[string, NewOrder, OrderStatus]>([
    ["market by base size", MARKET, FILLED],
    ["market by quote size", { ...MARKET_UNSIZED, quoteQuantity: "25.50" }, FILLED],
    ["limit by base size", BUY, OPEN],
    ["limit by quote size", { ...UNSIZED, quoteQuantity: "250.00" }, OPEN],
    ["limit GTD", { ...BUY, expireTime: NEXT_YEAR }, OPEN],
    ["limit IOC away from the market", { ...BUY, timeInForce: TimeInForce.IOC }, CANCELLED],
    ["limit FOK", { ...BUY, price: "90000.00", timeInForce: TimeInForce.FOK }, FILLED],
    ["post-only", { ...SELL, postOnly: true }, OPEN],
    [
      "stop-limit GTD",
      {
        ...SELL,
        type: OrderType.STOP_LIMIT,
        price: "30000.00",
        stopPrice: "31000.00",
        expireTime: NEXT_YEAR,
      },
      OPEN,
    ],
    ["bracket", { ...SELL, type: OrderType.BRACKET, stopPrice: "30000.00" }, OPEN],
    ["in USDC", { ...BUY, symbol: "BTC-USDC" }, OPEN],
  ])("of the kind %s agrees with getOrder", async (_kind, order, status) => {
    const sandbox = connect();
    const { orders } = await follow(sandbox);
    const { orderId } = await sandbox.client.placeOrder(order);
    await until(() => orders.at(-1)?.status === status);
    const last = orders.at(-1);
    expect(last).toMatchObject({ orderId, symbol: order.symbol, side: order.side, type: order.type });
    expect(differing(last, await sandbox.client.getOrder(orderId))).toEqual([]);
  });

  test("of the kind TWAP has its start and end time", async () => {
    const sandbox = connect();
    const { orders } = await follow(sandbox);
    const startTime = new Date(sandbox.clock.now() + 60_000);
    const expireTime = new Date(startTime.getTime() + 3_600_000);
    const { orderId } = await sandbox.client.placeOrder(
      { ...BUY, type: OrderType.TWAP, startTime, expireTime },
      { twap: { numberOfBuckets: 10, bucketSize: "0.001", bucketSeconds: 300 } },
    );
    expect(orders[0]).toMatchObject({
      type: OrderType.TWAP,
      timeInForce: TimeInForce.GTD,
      expireTime: { seconds: String(expireTime.getTime() / 1_000) },
    });
    expect(differing(orders[0], await sandbox.client.getOrder(orderId))).toEqual([]);
  });
});

describe("every open order comes first, each once", () => {
  test.each([0, 1, 49, 50, 51, 100, 120])("%i of them", async (count) => {
    const sandbox = connect();
    const { client } = sandbox;
    const placed: string[] = [];
    for (let at = 0; at < count; at += 1) placed.push((await client.placeOrder(BUY)).orderId);
    const cancelled = await client.placeOrder(BUY);
    await client.cancelOrder(cancelled.orderId);
    const { orders, statuses, states, counts } = await follow(sandbox);
    expect(orders.map(({ orderId }) => orderId).sort()).toEqual(placed.sort());
    expect(new Set(statuses())).toEqual(new Set(count === 0 ? [] : [OPEN]));
    // The stream is live only after the last one.
    expect([states, counts]).toEqual([["live"], [count]]);
    await client.placeOrder(BUY);
    expect(orders).toHaveLength(count + 1);
  });

  test("also when they arrive before the acknowledgement", async () => {
    const sandbox = connect({ behaviour: { streamSnapshot: "before ack" } });
    for (let at = 0; at < 51; at += 1) await sandbox.client.placeOrder(BUY);
    const { orders, states } = await follow(sandbox);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(51);
    expect(states).toEqual(["live"]);
  });

  test("also for a later subscription", async () => {
    const sandbox = connect();
    const first = await follow(sandbox);
    const { orderId } = await sandbox.client.placeOrder(BUY);
    const second = await follow(sandbox);
    expect(second.orders).toEqual(first.orders);
    await sandbox.client.cancelOrder(orderId);
    expect([first.statuses(), second.statuses()]).toEqual([
      [OPEN, CANCELLED],
      [OPEN, CANCELLED],
    ]);
    expect(sandbox.connectionCount()).toBe(1);
  });
});

describe("after an interruption", () => {
  /** Returns the latest state of each order that the stream delivered. */
  const known = (orders: readonly Order[]): readonly string[] =>
    [...new Map(orders.map((order) => [order.orderId, order]))]
      .map(([orderId, { venueStatus, filledQuantity }]) => `${orderId} ${venueStatus} ${filledQuantity}`)
      .sort();
  const truth = ({ venue }: LiveSandbox): readonly string[] =>
    venue
      .orders()
      .map(({ order_id, status, filled_size }) => `${order_id} ${status} ${filled_size}`)
      .sort();

  const { price: _none, ...MARKET } = { ...BUY, type: OrderType.MARKET };

  /** During an interruption: ends two of three orders, fills one in part, and places two more. */
  async function tradeUnseen(
    sandbox: LiveSandbox,
    [first = "", second = ""]: readonly string[],
  ): Promise<void> {
    const { client, venue } = sandbox;
    await client.cancelOrder(first);
    await client.cancelOrder(second);
    await client.placeOrder({ ...BUY, quantity: "1.00", price: inFront(sandbox) });
    venue.trade("BTC-USD", { side: "SELL", size: "0.25" });
    await client.placeOrder(MARKET);
  }

  test("every open order arrives again, and each new or final one, before the stream is live", async () => {
    const sandbox = connect();
    const { client, venue, clock } = sandbox;
    const placed: string[] = [];
    for (let at = 0; at < 3; at += 1) placed.push((await client.placeOrder(BUY)).orderId);
    const { orders, states, counts } = await follow(sandbox);
    venue.disconnect({ host: "user" });
    await until(() => states.length === 2);
    await tradeUnseen(sandbox, placed);
    expect(orders).toHaveLength(3);
    await clock.run(500);
    await until(() => states.length === 3);
    expect(states).toEqual(["live", "stale", "live"]);
    expect(counts).toEqual([3, 3, 3 + 5]);
    expect(known(orders)).toEqual(truth(sandbox));
    expect(orders).toHaveLength(3 + 5);
    expect(orders.filter(({ status }) => TERMINAL_STATUSES.has(status))).toHaveLength(3);
  });

  test("of the first snapshot, orders that were delivered already are updated", async () => {
    const sandbox = connect();
    const { client, venue, clock } = sandbox;
    const placed: string[] = [];
    for (let at = 0; at < 60; at += 1) placed.push((await client.placeOrder(BUY)).orderId);
    venue.streamFaults.add({ kind: "close", match: { channel: "user", connection: 1 }, skip: 1 });
    const orders: Order[] = [];
    const subscribing = client.subscribeOrders((order) => void orders.push(order), { timeoutMs: 60_000 });
    await until(() => orders.length === 50 && venue.connections().length === 0);
    await client.cancelOrder(placed[0] ?? "");
    await clock.run(500);
    await subscribing;
    expect(known(orders)).toEqual(truth(sandbox));
  });

  test("with failing lookups, no change is missing at the end", async () => {
    const sandbox = connect();
    const { client, venue, clock } = sandbox;
    const placed: string[] = [];
    for (let at = 0; at < 60; at += 1) placed.push((await client.placeOrder(BUY)).orderId);
    const { orders, states } = await follow(sandbox);
    venue.disconnect({ host: "user", code: 1006 });
    await until(() => states.length === 2);
    await tradeUnseen(sandbox, placed);
    venue.faults.add({ kind: "status", status: 503, times: 2, match: { path: "historical" } });
    venue.streamFaults.add({ kind: "refuse", status: 503, times: 2, match: { host: "user" } });
    await pass(clock, 30_000, () => states.length === 3);
    expect(states).toEqual(["live", "stale", "live"]);
    expect(known(orders)).toEqual(truth(sandbox));
  });

  test("a streamed change during the lookup overrides the result of the lookup", async () => {
    const sandbox = connect();
    const { client, venue, clock } = sandbox;
    const { orders, states, statuses } = await follow(sandbox);
    venue.disconnect({ host: "user" });
    await until(() => states.length === 2);
    const { orderId } = await client.placeOrder(BUY);
    venue.faults.add({ kind: "latency", ms: 2_000, match: { path: "batch" } });
    await clock.run(1_000);
    await until(() => orders.length === 1);
    // The snapshot has the order. It is cancelled while the list, in which it is open, is in transit.
    await client.cancelOrder(orderId);
    await clock.run(2_000);
    await until(() => states.length === 3);
    expect(statuses(orderId)).toEqual([OPEN, CANCELLED]);
    expect(known(orders)).toEqual(truth(sandbox));
  });
});
