/** Tests that `ccxt` follows the book, trades and orders over a socket while the market moves. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { SandboxBook } from "../exchange/market/sandbox-book.ts";
import {
  type ListeningCoinbaseSandbox,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox.ts";
import { until } from "../testing/until.ts";
import type { CcxtBook, CcxtClient } from "./ccxt-client.ts";
import { connectCcxt } from "./connect-ccxt.ts";

const BTC = "BTC/USD";

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;
let client: CcxtClient;

async function start(key: "ecdsa" | "ed25519", options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ rateLimits: false, recordTruth: true, ...options });
  venue = sandbox.coinbase;
  client = connectCcxt(sandbox, venue.credentials[key]);
}

beforeEach(() => start("ecdsa"));
afterEach(stop);

async function stop(): Promise<void> {
  await client.close();
  await sandbox.close();
}

type Numbers = Pick<CcxtBook, "bids" | "asks">;

function toNumbers({ bids, asks }: SandboxBook): Numbers {
  const levels = (side: SandboxBook["bids"]) =>
    side.map(({ price, size }): [number, number] => [Number(price), Number(size)]);
  return { bids: levels(bids), asks: levels(asks) };
}

/** Returns the current levels of a book, without the other fields that `ccxt` keeps in it. */
function levelsOf({ bids, asks }: CcxtBook): Numbers {
  return {
    bids: bids.map(([price, size]) => [price, size]),
    asks: asks.map(([price, size]) => [price, size]),
  };
}

const areSame = (left: Numbers, right: Numbers) => JSON.stringify(left) === JSON.stringify(right);

test.each(["ecdsa", "ed25519"] as const)(
  "the book is the venue's after each step of the market, with a key of type %s",
  async (kind) => {
    await stop();
    await start(kind);
    const book = await client.watchOrderBook(BTC);
    expect(levelsOf(book)).toEqual(toNumbers(venue.book("BTC-USD")));
    for (let step = 0; step < 60; step++) {
      venue.tick("BTC-USD");
      const frame = venue.truth.frames.at(-1);
      const truth = frame && venue.truth.bookAt(frame.connection, frame.sequence);
      const expected = toNumbers(truth ?? { bids: [], asks: [] });
      await until(() => areSame(levelsOf(book), expected));
      expect(levelsOf(book)).toEqual(expected);
    }
    expect(venue.truth.frames.length).toBeGreaterThan(50);
    expect(levelsOf(book)).toEqual(toNumbers(venue.book("BTC-USD")));
  },
);

test("the book of an alias is the one of the product that owns it", async () => {
  await client.loadMarkets();
  const book = await client.watchOrderBook("BTC/USDC");
  expect(levelsOf(book)).toEqual(toNumbers(venue.book("BTC-USD")));
});

test("trades come with the side of the maker, in the order of time", async () => {
  const snapshot = await client.watchTrades(BTC);
  expect(snapshot).toHaveLength(100);
  const [bid] = venue.book("BTC-USD").bids;
  venue.trade("BTC-USD", { side: "SELL", size: "0.00000123" });
  const trades = await client.watchTrades(BTC);
  expect(trades.at(-1)).toMatchObject({ side: "buy", price: Number(bid?.price), amount: 0.00000123 });
  const times = trades.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort((left, right) => left - right));
});

test("the ticker is the last trade and the top of the book", async () => {
  const { bids, asks } = venue.book("BTC-USD");
  expect(await client.watchTicker(BTC)).toMatchObject({
    last: Number(venue.lastPrice("BTC-USD")),
    bid: Number(bids[0]?.price),
    ask: Number(asks[0]?.price),
  });
});

describe("the account's orders", () => {
  test("come in their current state, and again after each change", async () => {
    const { id } = await client.createOrder(BTC, "limit", "buy", 0.25, 64_000);
    const [open] = await client.watchOrders();
    expect(open).toMatchObject({ id, status: "open", price: 64_000, filled: 0, remaining: 0.25 });
    const changed = client.watchOrders();
    venue.moveMarket("BTC-USD", "63000");
    expect(venue.orders()).toMatchObject([{ order_id: id, status: "FILLED", filled_size: "0.25" }]);
    expect((await changed).at(-1)).toMatchObject({
      id,
      status: "closed",
      filled: 0.25,
      remaining: 0,
      average: 64_000,
    });
  });

  test("of a second product reuse the token of the first", async () => {
    const subscribe = async () => {
      await client.createOrder("ETH/USD", "limit", "buy", 0.25, 2_000);
      await client.createOrder(BTC, "limit", "buy", 0.25, 2_000);
      expect((await client.watchOrders(BTC)).length).toBeGreaterThan(0);
      return client.watchOrders("ETH/USD");
    };
    await expect(subscribe()).rejects.toMatchObject({ message: "authentication failure" });
    await stop();
    await start("ecdsa", { rejectReusedNonce: false });
    expect((await subscribe()).some(({ symbol }) => symbol === "ETH/USD")).toBe(true);
  });

  test("are not available with an Ed25519 key or an unknown key", async () => {
    const { ecdsa, ed25519 } = venue.credentials;
    const keys: readonly CdpKey[] = [ed25519, { ...ecdsa, keyName: "organizations/x/apiKeys/y" }];
    for (const key of keys) {
      const stranger = connectCcxt(sandbox, key);
      // Loading markets takes an authenticated request, so this client uses those of the other one.
      stranger.markets = await client.loadMarkets();
      await expect(stranger.watchOrders()).rejects.toMatchObject({ message: "authentication failure" });
      await stranger.close();
    }
  });
});
