/** Streams over real sockets on loopback, with `ws` and with Node's WebSocket. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type CoinbaseSandbox,
  createManualClock,
  type ManualClock,
  type Sandbox,
  type SandboxOptions,
  type StreamFault,
  startSandbox,
} from "@cqvx/sandbox";
import { afterEach, describe, expect, test } from "vitest";
import {
  type CoinbaseClient,
  createCoinbaseClient,
  type Order,
  type OrderBook,
  type Runtime,
  type StreamState,
  type Subscription,
  type Trade,
  type WebSocketConstructor,
} from "../../index.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { until } from "../../testdata/sandbox/live-sandbox.ts";
import { BUY } from "../../testdata/sandbox/sandbox-client.ts";

const SYMBOL = "BTC-USD";

const open: { readonly client: CoinbaseClient; readonly sandbox: Sandbox }[] = [];
afterEach(async () => {
  for (const { client, sandbox } of open.splice(0)) {
    await client.close();
    await sandbox.close();
  }
});

interface Connected {
  readonly client: CoinbaseClient;
  readonly venue: CoinbaseSandbox;
  /** The clock that the venue and the client share. */
  readonly clock: ManualClock;
  readonly logged: readonly string[];
}

async function connect(options: SandboxOptions = {}, runtime: Runtime = {}): Promise<Connected> {
  const clock = createManualClock();
  const sandbox = await startSandbox({ clock, rateLimits: false, ...options });
  const { coinbase } = sandbox;
  const logged: string[] = [];
  const log = (fields: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const client = createCoinbaseClient(
    { credentials: coinbase.credentials.ed25519, baseUrl: coinbase.restUrl, wsUrls: coinbase.wsUrls },
    { clock, random: () => 0.5, logger: { debug: log, info: log, warn: log, error: log }, ...runtime },
  );
  open.push({ client, sandbox });
  return { client, venue: coinbase, clock, logged };
}

interface Followed {
  readonly books: readonly OrderBook[];
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  readonly states: readonly StreamState[];
  readonly subscriptions: readonly Subscription[];
}

/** Subscribes to the book, the trades and the orders. */
async function follow({ client }: Connected): Promise<Followed> {
  const books: OrderBook[] = [];
  const trades: Trade[] = [];
  const orders: Order[] = [];
  const states: StreamState[] = [];
  const onState = (state: StreamState) => void states.push(state);
  const all = { depth: Number.POSITIVE_INFINITY, onState };
  const subscriptions = await Promise.all([
    client.subscribeOrderBook(SYMBOL, (book) => void books.push(book), all),
    client.subscribeTrades(SYMBOL, (trade) => void trades.push(trade), { onState }),
    client.subscribeOrders((order) => void orders.push(order), { onState }),
  ]);
  return { books, trades, orders, states, subscriptions };
}

const rowsOf = (levels: OrderBook["bids"] | undefined): readonly string[] =>
  (levels ?? []).map(({ price, quantity }) => `${price} ${quantity}`);

/** Expects a book to equal the venue's, level by level. */
function expectTruth(book: OrderBook | undefined, venue: CoinbaseSandbox): void {
  const { bids, asks } = venue.book(SYMBOL);
  const rows = (levels: typeof bids): readonly string[] =>
    levels.map(({ price, size }) => `${price} ${size}`);
  expect([rowsOf(book?.bids), rowsOf(book?.asks)]).toEqual([rows(bids), rows(asks)]);
}

const NODE: WebSocketConstructor = globalThis.WebSocket;

describe.each<[string, Runtime]>([
  ["ws", {}],
  ["Node's own WebSocket", { WebSocket: NODE }],
])("over %s", (_, runtime) => {
  test("the book, the trades and the orders arrive, and close", async () => {
    const connected = await connect({ ticksPerSecond: 0 }, runtime);
    const { client, venue, clock } = connected;
    const { books, trades, orders, states, subscriptions } = await follow(connected);
    expect(states).toEqual(["live", "live", "live"]);
    expect(
      venue
        .connections()
        .map(({ host }) => host)
        .sort(),
    ).toEqual(["market", "user"]);
    expectTruth(books.at(-1), venue);

    const { orderId } = await client.placeOrder(BUY);
    venue.trade(SYMBOL, { side: "BUY", size: "0.5" });
    venue.tick(SYMBOL, 20);
    await clock.run(250);
    const { sequence } = await latestBook(books, venue);
    expect(Number(sequence)).toBeGreaterThan(20);
    expectTruth(books.at(-1), venue);
    await until(() => trades.length > 0 && orders.length === 1);
    expect(orders).toMatchObject([{ orderId, venueStatus: "OPEN" }]);
    expect(trades).toEqual((await client.getTrades(SYMBOL, { limit: trades.length })).reverse());

    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    await until(() => venue.connections().length === 0);
    expect(await Promise.all(subscriptions.map(({ closed }) => closed))).toEqual(
      subscriptions.map(() => ({ reason: "closed" })),
    );
  });

  test("a connection that the venue closes is replaced without a loss", async () => {
    const connected = await connect({}, runtime);
    const { client, venue, clock } = connected;
    const { books, trades, orders, states } = await follow(connected);
    venue.trade(SYMBOL, { side: "BUY", size: "0.001" });
    await clock.run(250);
    await until(() => trades.length === 1);
    for (const [round, code] of [1001, 1006].entries()) {
      venue.disconnect({ code });
      await until(() => states.length === 6 + 6 * round);
      venue.trade(SYMBOL, { side: "SELL", size: "0.002" });
      venue.tick(SYMBOL, 5);
      await client.placeOrder(BUY);
      await clock.run(1_000);
      await until(
        () => states.length === 9 + 6 * round && trades.length === 2 + round && orders.length > round,
      );
      expectTruth(books.at(-1), venue);
    }
    expect(states.slice(-3)).toEqual(["live", "live", "live"]);
    expect(new Set(trades.map(({ tradeId }) => tradeId)).size).toBe(3);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(2);
    expect(venue.connections()).toHaveLength(2);
  });

  test("an unanswered handshake times out after 10 s", async () => {
    const { client, venue, clock, logged } = await connect({}, runtime);
    venue.streamFaults.add({ kind: "silent" });
    const subscribing = client.subscribeTrades(SYMBOL, () => {}, { timeoutMs: 60_000 });
    await until(() => venue.streamFaults.pending.length === 0);
    await clock.run(9_999);
    expect(logged).toEqual([]);
    await clock.run(1);
    await until(() => logged.length === 1);
    expect(logged.join()).toContain("HANDSHAKE_TIMEOUT");
    await clock.run(500);
    expect((await subscribing).state).toBe("live");
  });
});

/** Waits for the venue's current book and returns it. */
async function latestBook(books: readonly OrderBook[], venue: CoinbaseSandbox): Promise<OrderBook> {
  const best = () => venue.book(SYMBOL);
  const isLatest = (book: OrderBook | undefined): boolean =>
    rowsOf(book?.bids).join() ===
      best()
        .bids.map(({ price, size }) => `${price} ${size}`)
        .join() &&
    rowsOf(book?.asks).join() ===
      best()
        .asks.map(({ price, size }) => `${price} ${size}`)
        .join();
  await until(() => isLatest(books.at(-1)));
  return books.at(-1) ?? expect.fail("there is no book");
}

/** Levels a side, a few more than BTC-USD had in 2026. */
const LARGE = 25_000;

describe("a large book", () => {
  test("of 5 MB is read completely and equals the venue's", async () => {
    const connected = await connect({ levels: { [SYMBOL]: LARGE } });
    const { client, venue } = connected;
    let bytes = 0;
    const peer = {
      message: (text: string) => {
        if (text.includes('"snapshot"')) bytes = Buffer.byteLength(text);
      },
      closed: () => {},
    };
    const reader = venue.connect("market", peer);
    reader.receive(JSON.stringify({ type: "subscribe", channel: "level2", product_ids: [SYMBOL] }));
    reader.drop();
    expect(bytes).toBeGreaterThan(5_000_000);

    const books: OrderBook[] = [];
    await client.subscribeOrderBook(SYMBOL, (book) => void books.push(book), {
      depth: Number.POSITIVE_INFINITY,
    });
    expect([books[0]?.bids.length, books[0]?.asks.length]).toEqual([LARGE, LARGE]);
    expectTruth(books[0], venue);
    venue.tick(SYMBOL, 3);
    await until(() => books.length === 4);
    expectTruth(books.at(-1), venue);
  });

  test("that exceeds the message limit reconnects and is requested again", async () => {
    const connected = await connect();
    const { client, venue, clock, logged } = connected;
    venue.streamFaults.add({ kind: "oversize", megabytes: 65, match: { channel: "l2_data" } });
    const subscribing = client.subscribeOrderBook(SYMBOL, () => {}, { timeoutMs: 60_000 });
    await until(() => logged.length === 1);
    expect(logged.join()).toContain("MESSAGE_TOO_LARGE");
    await clock.run(500);
    expect((await subscribing).state).toBe("live");
  });
});

describe("a refused handshake", () => {
  const refusal = (
    status: number,
    times: number,
    headers: Readonly<Record<string, string>> = {},
  ): StreamFault => ({
    kind: "refuse",
    status,
    times,
    headers,
  });

  test.each([401, 403])("with %i is tried three times, then the stream is unauthorized", async (status) => {
    const { client, venue, clock, logged } = await connect();
    venue.streamFaults.add(refusal(status, 9));
    const subscribing = failureOf(client.subscribeTrades(SYMBOL, () => {}, { timeoutMs: 60_000 }));
    for (const count of [1, 2]) {
      await until(() => logged.length === count);
      await clock.run(1_000);
    }
    expect(await subscribing).toMatchObject({
      kind: "unauthorized",
      operation: "subscribeTrades",
      status,
      code: `HANDSHAKE_${status}`,
    });
    expect(logged.map((line) => line.split(" {")[0])).toEqual(["stream lost", "stream lost", "stream ended"]);
  });

  test("with 429 is retried after the venue's retry-after", async () => {
    const { client, venue, clock, logged } = await connect();
    venue.streamFaults.add(refusal(429, 1, { "retry-after": "30" }));
    const subscribing = client.subscribeTrades(SYMBOL, () => {}, { timeoutMs: 60_000 });
    await until(() => logged.length === 1);
    await clock.run(29_999);
    expect(venue.connections()).toEqual([]);
    await clock.run(1_001);
    expect((await subscribing).state).toBe("live");
  });

  test("with 503 is retried, and a redirect is not followed", async () => {
    const { client, venue, clock, logged } = await connect();
    const elsewhere = await startSandbox();
    try {
      venue.streamFaults.add(
        refusal(503, 1),
        refusal(302, 1, { location: elsewhere.coinbase.wsUrls.market }),
      );
      const subscribing = client.subscribeTrades(SYMBOL, () => {}, { timeoutMs: 60_000 });
      for (const count of [1, 2]) {
        await until(() => logged.length === count);
        await clock.run(1_000);
      }
      expect((await subscribing).state).toBe("live");
      expect(logged.join()).toMatch(/HANDSHAKE_503.*HANDSHAKE_302/);
      expect(elsewhere.coinbase.streamMessages).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test("by a closed port is retried", async () => {
    const { client, clock, logged, venue } = await connect();
    const subscription = await client.subscribeTrades(SYMBOL, () => {});
    const sandbox = open[0]?.sandbox ?? expect.fail();
    const port = Number(new URL(venue.wsUrls.market).port);
    await sandbox.close();
    await until(() => subscription.state === "stale");
    await clock.run(500);
    await until(() => logged.length === 2);
    expect(logged.join()).toContain("ECONNREFUSED");
    const next = await startSandbox({ clock, wsPorts: { market: port } });
    open.push({ client, sandbox: next });
    await clock.run(1_000);
    await until(() => subscription.state === "live");
  });
});

describe("close", () => {
  test("of a client whose venue stalls takes less than a second", async () => {
    const sandbox = await startSandbox();
    const { credentials, wsUrls, restUrl, streamFaults } = sandbox.coinbase;
    const client = createCoinbaseClient(
      { credentials: credentials.ecdsa, baseUrl: restUrl, wsUrls },
      { logger: false },
    );
    open.push({ client, sandbox });
    streamFaults.add({ kind: "stall", match: { channel: "market_trades" } });
    const { closed } = await client.subscribeTrades(SYMBOL, () => {});
    const startMs = performance.now();
    await client.close();
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(await closed).toEqual({ reason: "closed" });
  });

  test("at any moment leaves nothing that keeps the process alive", async () => {
    const program = fileURLToPath(new URL("../../testdata/sandbox/stream-program.ts", import.meta.url));
    const strict = ["--conditions=@cqvx/source", "--unhandled-rejections=strict", "--throw-deprecation"];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...strict, program]);
    const result: {
      readonly ends: readonly string[][];
      readonly connections: number;
      readonly exitMs: number;
    } = JSON.parse(stdout);
    const [opening, closing] = ["aborted", "closed"].map((reason) => [reason, reason, reason]);
    expect(result.ends).toEqual([opening, closing, closing, closing, closing, opening, opening, closing]);
    expect(result.connections).toBe(0);
    expect(result.exitMs).toBeLessThan(2_500);
    expect(stderr).toBe("");
  });
});
