/** Tests that `coinbase-api` follows the book, trades and orders over sockets while the market moves. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ListeningCoinbaseSandbox, type Sandbox, startSandbox } from "../sandbox.ts";
import { until } from "../testing/until.ts";
import { type CoinbaseApiClient, type CoinbaseApiFrame, connectCoinbaseApi } from "./connect-coinbase-api.ts";
import { followBook } from "./follow-book.ts";

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;
let client: CoinbaseApiClient;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimits: false, recordTruth: true });
  venue = sandbox.coinbase;
  client = connectCoinbaseApi(sandbox, venue.credentials.ecdsa);
});

afterEach(stop);

async function stop(): Promise<void> {
  await client.close();
  await sandbox.close();
}

/** Collects the frames of one channel of the market's host. */
function listen(channel: string, productIds?: readonly string[]): readonly CoinbaseApiFrame[] {
  const frames: CoinbaseApiFrame[] = [];
  client.streams.market.on("update", (frame: CoinbaseApiFrame) => {
    if (frame.channel === channel) frames.push(frame);
  });
  const payload = productIds && { product_ids: productIds };
  client.streams.market.subscribe({ topic: channel, payload }, "advTradeMarketData");
  return frames;
}

/** Collects the account's orders, on the user's host. */
function listenToOrders({ streams: { user } }: CoinbaseApiClient): {
  readonly orders: Readonly<Record<string, unknown>>[];
  readonly errors: string[];
} {
  const orders: Readonly<Record<string, unknown>>[] = [];
  const errors: string[] = [];
  user.on("update", ({ events }: { events: readonly { orders: Readonly<Record<string, unknown>>[] }[] }) => {
    orders.push(...events.flatMap((event) => event.orders));
  });
  user.on("exception", ({ message }: { message: string }) => void errors.push(message));
  user.subscribe("user", "advTradeUserData");
  return { orders, errors };
}

test("the book after each frame is the venue's book at that frame", async () => {
  const followed = followBook(client, "BTC-USD");
  await until(() => followed.sequence !== undefined);
  expect(followed.levels).toEqual(venue.book("BTC-USD"));
  const [{ number } = { number: 0 }] = venue.connections();
  for (let step = 0; step < 60; step++) {
    venue.tick("BTC-USD");
    const last = venue.truth.frames.at(-1)?.sequence;
    await until(() => followed.sequence === last);
    expect(followed.levels).toEqual(venue.truth.bookAt(number, last ?? -1));
  }
  expect(venue.truth.frames.length).toBeGreaterThan(50);
  expect(followed.levels).toEqual(venue.book("BTC-USD"));
});

test("a burst of market steps arrives completely", async () => {
  const followed = followBook(client, "ETH-BTC");
  await until(() => followed.sequence !== undefined);
  venue.tick("ETH-BTC", 500);
  venue.moveMarket("ETH-BTC", "0.05012");
  const last = venue.truth.frames.at(-1)?.sequence;
  await until(() => followed.sequence === last);
  expect(followed.levels).toEqual(venue.book("ETH-BTC"));
});

test("trades come with the side of the maker, and the ticker with the top of the book", async () => {
  const trades = listen("market_trades", ["BTC-USD"]);
  const tickers = listen("ticker", ["BTC-USD"]);
  await until(() => trades.length > 0 && tickers.length > 0);
  const [bid] = venue.book("BTC-USD").bids;
  venue.trade("BTC-USD", { side: "SELL", size: "0.00000123" });
  const trade = { price: bid?.price, size: "0.00000123", side: "BUY" };
  await until(() => trades.length > 1);
  expect(trades.at(-1)).toMatchObject({ events: [{ type: "update", trades: [trade] }] });
  await until(() => tickers.length > 1);
  const { bids, asks } = venue.book("BTC-USD");
  expect(tickers.at(-1)).toMatchObject({
    events: [
      { tickers: [{ price: bid?.price, best_bid: bids[0]?.price, best_ask_quantity: asks[0]?.size }] },
    ],
  });
});

test.each(["ecdsa", "ed25519"] as const)(
  "the account's orders come in their current state and again after each change, with a key of type %s",
  async (kind) => {
    client = connectCoinbaseApi(sandbox, venue.credentials[kind]);
    const { rest } = client;
    await rest.submitOrder({
      client_order_id: rest.generateNewOrderId(),
      product_id: "BTC-USD",
      side: "BUY",
      order_configuration: { limit_limit_gtc: { base_size: "0.25000001", limit_price: "64000.05" } },
    });
    const { orders } = listenToOrders(client);
    await until(() => orders.length > 0);
    const terms = { order_id: venue.orders()[0]?.order_id, limit_price: "64000.05", order_side: "BUY" };
    expect(orders).toMatchObject([{ ...terms, status: "OPEN", leaves_quantity: "0.25000001" }]);
    venue.moveMarket("BTC-USD", "63000");
    await until(() => orders.length > 1);
    const [known = {}] = venue.orders();
    expect(orders.at(-1)).toMatchObject({
      ...terms,
      status: "FILLED",
      cumulative_quantity: "0.25000001",
      avg_price: known.average_filled_price,
      total_fees: known.total_fees,
      filled_value: known.filled_value,
    });
  },
);

test("an unknown key receives no orders", async () => {
  client = connectCoinbaseApi(sandbox, {
    ...venue.credentials.ecdsa,
    keyName: "organizations/x/apiKeys/y",
  });
  const { orders, errors } = listenToOrders(client);
  await until(() => errors.length > 0);
  expect({ orders, errors }).toEqual({ orders: [], errors: ["authentication failure"] });
});

test("an unknown channel is an error, and the connection stays open", async () => {
  const errors: string[] = [];
  client.streams.market.on("exception", ({ message }: { message: string }) => void errors.push(message));
  const frames = listen("candles", ["BTC-USD"]);
  const followed = followBook(client, "BTC-USD");
  await until(() => errors.length > 0 && followed.sequence !== undefined);
  expect({ frames, errors }).toEqual({ frames: [], errors: ["authentication failure"] });
});

test("a connection that the venue closes is reopened, and receives the whole book again", async () => {
  const followed = followBook(client, "BTC-USD");
  await until(() => followed.sequence !== undefined);
  venue.tick("BTC-USD", 3);
  venue.disconnect({ host: "market", code: 1012 });
  venue.moveMarket("BTC-USD", "61234.56");
  await until(() => venue.connections().some(({ number }) => number === 2));
  await until(() => followed.levels.asks[0]?.price === "61234.57");
  expect(followed.levels).toEqual(venue.book("BTC-USD"));
});

test("a client can be closed while it connects", async () => {
  followBook(client, "BTC-USD");
  await client.close();
  await until(() => venue.connections().length === 0);
  expect(client.streams.market.isConnected("advTradeMarketData")).toBe(false);
});

test("a client without an answer can be closed", async () => {
  await sandbox.close();
  followBook(client, "BTC-USD");
  await client.close();
  expect(client.streams.market.isConnected("advTradeMarketData")).toBe(false);
});

test("heartbeats come on the connection of the book, and share its numbering", async () => {
  const beats = listen("heartbeats");
  const followed = followBook(client, "BTC-USD");
  await until(() => beats.length > 0 && followed.sequence !== undefined);
  const [{ events, sequence_num: sequence } = { events: [], sequence_num: 0 }] = beats;
  expect(events).toMatchObject([{ heartbeat_counter: expect.any(Number) }]);
  expect(sequence).toBeGreaterThan(0);
});
