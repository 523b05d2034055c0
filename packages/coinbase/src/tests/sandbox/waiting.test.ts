/** Waiting for an order, and streams as loops, over the sandbox's real HTTP and sockets. */
import { type Sandbox, startSandbox } from "@cqvx/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type CoinbaseClient,
  createCoinbaseClient,
  iterateOrderBook,
  iterateOrders,
  iterateTrades,
  OrderStatus,
  waitForOrder,
} from "../../index.ts";
import { BUY, connectTo } from "../../testdata/sandbox/sandbox-client.ts";

let sandbox: Sandbox;
let client: CoinbaseClient;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimits: false });
  const { restUrl: baseUrl, wsUrls, credentials } = sandbox.coinbase;
  client = createCoinbaseClient({ baseUrl, wsUrls, credentials: credentials.ecdsa }, { logger: false });
});

afterEach(async () => {
  await client.close();
  await sandbox.close();
});

/** Counts the reads of one order so far. */
function looksAt(orderId: string): number {
  return sandbox.coinbase.requests.filter(({ path }) => path.endsWith(`/historical/${orderId}`)).length;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

test("returns a filled order in full when the stream reports it", async () => {
  const { orderId } = await client.placeOrder(BUY);
  const waiting = waitForOrder(client, orderId, { pollMs: 3_600_000 });
  await until(() => sandbox.coinbase.streamMessages.length >= 2 && looksAt(orderId) >= 2);
  const before = looksAt(orderId);
  sandbox.coinbase.moveMarket("BTC-USD", "19000");
  expect(await waiting).toMatchObject({
    status: OrderStatus.FILLED,
    quantity: "0.01",
    filledQuantity: "0.01",
  });
  expect(looksAt(orderId)).toBeGreaterThan(before);
});

test("a client without sockets waits by polling", async () => {
  const poller = connectTo(sandbox);
  const { orderId } = await poller.placeOrder(BUY);
  const waiting = waitForOrder(poller, orderId, { pollMs: 20 });
  await until(() => looksAt(orderId) >= 3);
  await poller.cancelOrder(orderId);
  expect(await waiting).toMatchObject({ status: OrderStatus.CANCELLED });
  expect(sandbox.coinbase.streamMessages).toEqual([]);
});

test("loops over a book, trades and orders close their streams at the end", async () => {
  const { orderId } = await client.placeOrder(BUY);
  for await (const order of iterateOrders(client)) {
    expect(order).toMatchObject({ orderId, status: OrderStatus.OPEN });
    break;
  }
  for await (const { book, state } of iterateOrderBook(client, "BTC-USD", { depth: 1 })) {
    expect(state).toBe("live");
    expect(book.bids[0]?.price).toBe(sandbox.coinbase.book("BTC-USD").bids[0]?.price);
    break;
  }
  const trades = iterateTrades(client, "BTC-USD", { history: true });
  const { value: first } = await trades.next();
  expect(first).toMatchObject({ symbol: "BTC-USD" });
  await trades.return();
  expect(await client.health()).toMatchObject({ streams: "idle" });
});
