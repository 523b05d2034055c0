/** What the client says to the venue's sockets, and under which names it passes on what they say. */
import type { KeyObject } from "node:crypto";
import type { OrderBook, StreamState, Trade } from "@cqvx/core";
import { afterEach, describe, expect, test } from "vitest";
import { type CoinbaseClient, createCoinbaseClient } from "./client.ts";
import type { CoinbaseConfig } from "./config.ts";
import { failureOf } from "./testdata/failure-of.ts";
import type { JsonFields } from "./testdata/fixtures.ts";
import { ED25519, KEY_NAME, P256 } from "./testdata/keys.ts";
import { until } from "./testdata/live-sandbox.ts";
import { isSignedBy, readToken } from "./testdata/read-token.ts";
import type { StreamAnswer } from "./testdata/scripted-streams.ts";
import { replyOf } from "./testdata/scripted-venue.ts";
import {
  bookEvent,
  connectStreaming,
  ignore,
  levels,
  SNAPSHOT,
  type StreamingClient,
  serve,
} from "./testdata/streaming-client.ts";
import { CREDENTIALS } from "./testdata/test-client.ts";

const MARKET = "wss://advanced-trade-ws.coinbase.com";
const USER = "wss://advanced-trade-ws-user.coinbase.com";

const clients: CoinbaseClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

/** A client that is closed after the test. */
function connect(...script: Parameters<typeof connectStreaming>): StreamingClient {
  const connected = connectStreaming(...script);
  clients.push(connected.client);
  return connected;
}

describe("what is sent", () => {
  test("without credentials: one channel a message, its products, and heartbeats first", async () => {
    const { client, streams } = connect(serve);
    await Promise.all([
      client.subscribeOrderBook("SOL-USD", ignore),
      client.subscribeTrades("SOL-USD", ignore),
      client.subscribeOrderBook("ETH-EUR", ignore),
    ]);
    expect(streams.sockets.map(({ url }) => url)).toEqual([MARKET]);
    expect(streams.socket.sent.map(({ text }) => text)).toEqual([
      '{"type":"subscribe","channel":"heartbeats"}',
      '{"type":"subscribe","channel":"level2","product_ids":["SOL-USD","ETH-EUR"]}',
      '{"type":"subscribe","channel":"market_trades","product_ids":["SOL-USD"]}',
    ]);
  });

  test("goes to the host that has it: the account's orders to the user's, and these name no product", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    await client.subscribeOrders(ignore, { symbols: ["SOL-USD"] });
    await client.subscribeTrades("SOL-USD", ignore);
    expect(
      streams.sockets.map(({ url, sent }) => [url, sent.map(({ jwt: _, text: __, ...frame }) => frame)]),
    ).toEqual([
      [
        USER,
        [
          { type: "subscribe", channel: "heartbeats" },
          { type: "subscribe", channel: "user" },
        ],
      ],
      [
        MARKET,
        [
          { type: "subscribe", channel: "heartbeats" },
          { type: "subscribe", channel: "market_trades", product_ids: ["SOL-USD"] },
        ],
      ],
    ]);
  });

  test("goes to the hosts of the configuration", async () => {
    const { client, streams } = connect(serve, {
      credentials: CREDENTIALS,
      baseUrl: "http://127.0.0.1:8000",
      wsUrls: { market: "ws://127.0.0.1:8001", user: "ws://[::1]:8002" },
    });
    await client.subscribeTrades("SOL-USD", ignore);
    await client.subscribeOrders(ignore);
    expect(streams.sockets.map(({ url }) => url)).toEqual(["ws://127.0.0.1:8001", "ws://[::1]:8002"]);
  });

  test("a product of a future or a perpetual as it is", async () => {
    const { client, streams } = connect(serve);
    const books: string[] = [];
    for (const symbol of ["BIT-28FEB27-CDE", "BTC-PERP-INTX"]) {
      await client.subscribeOrderBook(symbol, (book) => void books.push(book.symbol));
    }
    expect(streams.sent.map(({ product_ids }) => product_ids)).toEqual([
      ["BIT-28FEB27-CDE"],
      ["BTC-PERP-INTX"],
    ]);
    expect(books).toEqual(["BIT-28FEB27-CDE", "BTC-PERP-INTX"]);
  });

  test("more markets than a connection takes go over another one, each with heartbeats", async () => {
    const { client, streams } = connect(serve);
    const symbols = Array.from({ length: 45 }, (_, index) => `C${index}-USD`);
    const subscribing = symbols.map((symbol) => client.subscribeOrderBook(symbol, ignore));
    const subscriptions = await Promise.all(subscribing);
    expect(
      streams.sockets.map(({ sent }) =>
        sent.map(({ channel, product_ids }) => `${channel} ${product_ids?.length}`),
      ),
    ).toEqual([
      ["heartbeats undefined", "level2 20"],
      ["heartbeats undefined", "level2 20"],
      ["heartbeats undefined", "level2 5"],
    ]);
    expect(streams.sent.flatMap(({ product_ids = [] }) => product_ids).sort()).toEqual([...symbols].sort());
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    expect(streams.sockets.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  test("what is no symbol, depth, handler or option is refused before a socket is opened", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    const wrong: readonly (readonly [field: string, subscribing: () => Promise<unknown>])[] = [
      ["symbol", () => client.subscribeOrderBook("sol-usd", ignore)],
      ["symbol", () => client.subscribeTrades('SOL-USD"],"channel":"user', ignore)],
      ["symbols[1]", () => client.subscribeOrders(ignore, { symbols: ["SOL-USD", "SOLUSD"] })],
      ["depth", () => client.subscribeOrderBook("SOL-USD", ignore, { depth: 0 })],
      ["handler", () => client.subscribeTrades("SOL-USD", Object(7))],
      ["onGap", () => client.subscribeTrades("SOL-USD", ignore, { onGap: Object("later") })],
    ];
    for (const [field, subscribing] of wrong) {
      expect(await failureOf(subscribing)).toMatchObject({ kind: "invalidInput", field, sent: "no" });
    }
    expect(streams.sockets).toEqual([]);
  });
});

describe("hosts that are not known", () => {
  const onlyRest = { credentials: CREDENTIALS, baseUrl: "http://127.0.0.1:8000" };

  test.each<[string, CoinbaseConfig, (client: CoinbaseClient) => Promise<unknown>]>([
    ["wsUrls.market", onlyRest, (client) => client.subscribeOrderBook("SOL-USD", ignore)],
    ["wsUrls.market", onlyRest, (client) => client.subscribeTrades("SOL-USD", ignore)],
    ["wsUrls.user", onlyRest, (client) => client.subscribeOrders(ignore)],
    [
      "wsUrls.user",
      { ...onlyRest, wsUrls: { market: "ws://127.0.0.1:8001" } },
      (client) => client.subscribeOrders(ignore),
    ],
  ])("%s is asked for by name, before anything is opened (%#)", async (field, config, subscribe) => {
    const { client, streams } = connect(serve, config);
    expect(await failureOf(subscribe(client))).toMatchObject({ kind: "invalidInput", field, sent: "no" });
    expect(streams.sockets).toEqual([]);
  });

  test.each<[string, object]>([
    ["wsUrls.market", { market: "https://127.0.0.1:8001" }],
    ["wsUrls.market", { market: "ws://advanced-trade-ws.coinbase.com" }],
    ["wsUrls.user", { user: "wss://user:pass@advanced-trade-ws-user.coinbase.com" }],
    ["wsUrls", { prices: "wss://advanced-trade-ws.coinbase.com" }],
  ])("%s that is no origin of a socket is refused at once: %j", async (field, wsUrls) => {
    const creating = () => createCoinbaseClient({ wsUrls });
    expect(await failureOf(creating)).toMatchObject({ kind: "invalidInput", field });
  });
});

describe("the token of a subscription", () => {
  test.each<[string, string, string, KeyObject]>([
    ["P-256", P256.pem, "ES256", P256.publicKey],
    ["Ed25519", ED25519.pair, "EdDSA", ED25519.publicKey],
  ])(
    "by a %s key verifies, is bound to nothing, and is in every frame anew",
    async (_, privateKey, alg, key) => {
      const { client, clock, streams } = connect(serve, { credentials: { keyName: KEY_NAME, privateKey } });
      const book = await client.subscribeOrderBook("SOL-USD", ignore);
      await client.subscribeOrders(ignore);
      clock.advance(3_000);
      await client.subscribeOrderBook("ETH-EUR", ignore);
      await book.close();
      await until(() => streams.sent.some(({ type }) => type === "unsubscribe"));

      const frames = streams.sockets.flatMap(({ sent }) => sent);
      expect(frames.map(({ type, channel }) => `${type} ${channel}`)).toEqual([
        "subscribe heartbeats",
        "subscribe level2",
        "subscribe level2",
        "unsubscribe level2",
        "subscribe heartbeats",
        "subscribe user",
      ]);
      const startSeconds = Date.UTC(2026, 0, 5, 12) / 1_000;
      for (const [index, { jwt }] of frames.entries()) {
        const nbf = startSeconds + ([2, 3].includes(index) ? 3 : 0);
        expect(isSignedBy(jwt, key)).toBe(true);
        const { header, claims } = readToken(jwt);
        expect(header).toEqual({ alg, typ: "JWT", kid: KEY_NAME, nonce: expect.stringMatching(/^\w{32,}$/) });
        expect(claims).toEqual({ sub: KEY_NAME, iss: "cdp", nbf, exp: nbf + 120 });
      }
      expect(new Set(frames.map(({ jwt }) => readToken(jwt).header.nonce)).size).toBe(frames.length);
    },
  );

  test("is made afresh for each connection", async () => {
    const { client, clock, streams } = connect(serve, { credentials: CREDENTIALS });
    const states: StreamState[] = [];
    await client.subscribeTrades("SOL-USD", ignore, { onState: (state) => void states.push(state) });
    await clock.run(1_000);
    streams.socket.close(1001);
    await clock.run(500);
    await until(() => states.length === 3);
    const seconds = streams.sent.map(({ jwt }) => Number(readToken(jwt).claims.nbf));
    expect(seconds).toEqual([expect.any(Number), (seconds[0] ?? 0) + 1]);
    expect(states).toEqual(["live", "stale", "live"]);
  });

  test("is not there with a signer that only signs requests, which is enough for the market", async () => {
    const { client, streams } = connect(serve, { signer: { sign: () => ({ "x-signed": "yes" }) } });
    await client.subscribeOrderBook("SOL-USD", ignore);
    expect(await failureOf(client.subscribeOrders(ignore))).toMatchObject({
      kind: "unsupported",
      operation: "subscribeOrders",
      reason: expect.stringContaining("signer"),
    });
    expect(streams.sent.map(({ channel, jwt }) => [channel, jwt])).toEqual([["level2", undefined]]);
  });

  test("is not there with a legacy key, which cannot read the account's orders by stream", async () => {
    const { client, streams } = connect(serve, {
      credentials: { apiKey: "legacy-key-01", secret: "a-legacy-secret-of-our-own-0001" },
    });
    await client.subscribeTrades("SOL-USD", ignore);
    expect(streams.sent.map(({ text }) => text)).toEqual([
      '{"type":"subscribe","channel":"market_trades","product_ids":["SOL-USD"]}',
    ]);
    expect(await failureOf(client.subscribeOrders(ignore))).toMatchObject({
      kind: "unsupported",
      operation: "subscribeOrders",
    });
    expect(streams.sent).toHaveLength(1);
  });
});

describe("a market in USDC", () => {
  const trade = (product_id: string, trade_id: string): JsonFields => ({
    trade_id,
    product_id,
    price: "64250.50",
    size: "0.0100",
    side: "BUY",
    time: "2026-01-05T12:00:00.5Z",
  });

  test("is subscribed under the name of its book, and shown under its own", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const trades: Trade[] = [];
    await client.subscribeOrderBook("BTC-USDC", (book) => void books.push(book));
    await client.subscribeTrades("BTC-USDC", (each) => void trades.push(each));
    streams.socket.send("market_trades", [{ type: "update", trades: [trade("BTC-USD", "1")] }]);
    expect(streams.sent.map(({ product_ids }) => product_ids)).toEqual([["BTC-USD"], ["BTC-USD"]]);
    expect(books.map(({ symbol }) => symbol)).toEqual(["BTC-USDC"]);
    expect(trades).toMatchObject([
      { symbol: "BTC-USDC", tradeId: "1", price: "64250.50", quantity: "0.0100" },
    ]);
  });

  test("shares one subscription with its twin in USD, which is left with the last of both", async () => {
    const { client, streams } = connect(serve);
    const seen: string[] = [];
    const twins = ["BTC-USD", "BTC-USDC"];
    const subscriptions = await Promise.all(
      twins.flatMap((symbol) => [
        client.subscribeOrderBook(symbol, (book) => void seen.push(`book ${book.symbol}`)),
        client.subscribeTrades(symbol, (each) => void seen.push(`trade ${each.symbol}`)),
      ]),
    );
    streams.socket.send("market_trades", [{ type: "update", trades: [trade("BTC-USD", "1")] }]);
    streams.socket.send("l2_data", [bookEvent("update", "BTC-USD", levels(["bid", "187.40", "1"]))]);
    expect(streams.sent.map(({ channel, product_ids }) => [channel, product_ids])).toEqual([
      ["level2", ["BTC-USD"]],
      ["market_trades", ["BTC-USD"]],
    ]);
    expect(seen.sort()).toEqual(
      ["book BTC-USD", "book BTC-USDC"]
        .flatMap((each) => [each, each])
        .concat("trade BTC-USD", "trade BTC-USDC"),
    );
    await Promise.all(subscriptions.slice(0, 2).map((subscription) => subscription.close()));
    expect(streams.sent.every(({ type }) => type === "subscribe")).toBe(true);
    expect(subscriptions.slice(2).map(({ state }) => state)).toEqual(["live", "live"]);
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    expect(streams.socket.isOpen).toBe(false);
  });

  test.each(["USDT-USDC", "EURC-USDC"])("with a book of its own is itself: %s", async (symbol) => {
    const { client, streams } = connect(serve);
    const symbols: string[] = [];
    await client.subscribeOrderBook(symbol, (book) => void symbols.push(book.symbol));
    expect(streams.sent.map(({ product_ids }) => product_ids)).toEqual([[symbol]]);
    expect(symbols).toEqual([symbol]);
  });

  test("keeps its own name in the account's orders", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    const all: string[] = [];
    const some: string[] = [];
    await client.subscribeOrders(({ symbol }) => void all.push(symbol));
    await client.subscribeOrders(({ symbol }) => void some.push(symbol), { symbols: ["BTC-USDC"] });
    for (const [index, product_id] of ["BTC-USD", "BTC-USDC"].entries()) {
      streams.socket.send("user", [
        { type: "update", orders: [{ order_id: String(index), product_id, status: "OPEN" }] },
      ]);
    }
    expect([all, some]).toEqual([["BTC-USD", "BTC-USDC"], ["BTC-USDC"]]);
    expect(streams.sent).toHaveLength(1);
  });
});

describe("a book", () => {
  test("has the best levels of what is asked for, with the digits, number and time of the message", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book), { depth: 2 });
    const updates = levels(
      ["bid", "187.40", "1.00000000"],
      ["bid", "187.42", "3"],
      ["offer", "187.43", "0.00000000"],
      ["offer", "188", "0"],
      ["offer", "187.50", "4.0"],
    );
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", updates)]);
    expect(books.at(-1)).toEqual({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol: "SOL-USD",
      bids: [
        { $typeName: "cqc.markets.v1.PriceLevel", price: "187.42", quantity: "3" },
        { $typeName: "cqc.markets.v1.PriceLevel", price: "187.41", quantity: "2.50" },
      ],
      asks: [{ $typeName: "cqc.markets.v1.PriceLevel", price: "187.50", quantity: "4.0" }],
      sequence: "3",
      timestamp: { $typeName: "cqc.types.v1.Timestamp", seconds: "1770091506", nanos: 3 },
      indicative: false,
    });
    expect(books).toHaveLength(2);
  });

  test("is replaced by a snapshot that comes in the middle, and changed by several events of one message at once", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    streams.socket.send("l2_data", [
      bookEvent("update", "SOL-USD", levels(["bid", "190", "1"], ["offer", "187.43", "0"])),
      bookEvent("update", "SOL-USD", levels(["offer", "191", "1"])),
    ]);
    streams.socket.send("l2_data", [bookEvent("snapshot", "SOL-USD", levels(["offer", "12", "1"]))]);
    const prices = books.map(({ bids, asks }) => [bids, asks].map((side) => side.map(({ price }) => price)));
    expect(prices).toEqual([
      [["187.41"], ["187.43"]],
      [["190", "187.41"], ["191"]],
      [[], ["12"]],
    ]);
  });

  test("stays as it was delivered, and conflates while an async handler is at work", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const copies: string[] = [];
    let finish: () => void = ignore;
    await client.subscribeOrderBook("SOL-USD", (book) => {
      books.push(book);
      copies.push(JSON.stringify(book));
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    for (const price of ["187.40", "187.39", "187.42"]) {
      streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", price, "1"]))]);
    }
    expect(books).toHaveLength(1);
    finish();
    await until(() => books.length === 2);
    expect(books[1]?.bids.map(({ price }) => price)).toEqual(["187.42", "187.41", "187.40", "187.39"]);
    expect(books.map((book) => JSON.stringify(book))).toEqual(copies);
  });

  test("W13: whose handler throws goes on, and so do all others", async () => {
    const { client, streams } = connect(serve);
    const errors: unknown[] = [];
    const prices: (string | undefined)[] = [];
    const faulty = new Error("a fault of the caller's");
    await client.subscribeOrderBook(
      "SOL-USD",
      () => {
        throw faulty;
      },
      { onError: (error) => void errors.push(error) },
    );
    await client.subscribeOrderBook("SOL-USD", ({ bids }) => void prices.push(bids[0]?.price));
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"]))]);
    expect(errors).toEqual([faulty, faulty]);
    expect(prices).toEqual(["187.41", "187.42"]);
    expect(streams.sockets).toHaveLength(1);
  });

  test("W7: ignores changes before its snapshot, which is not kept from it by the order of things", async () => {
    const { client, streams } = connect((socket, { channel }) => {
      if (channel !== "level2") return socket.acknowledge();
      socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "1", "1"]))]);
      socket.send("l2_data", [bookEvent("snapshot", "SOL-USD", SNAPSHOT)]);
      socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "2", "1"]))]);
      socket.acknowledge();
    });
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    expect(books.map(({ bids }) => bids.map(({ price }) => price))).toEqual([["187.41", "2"]]);
    expect(streams.sockets).toHaveLength(1);
  });

  test("W8: whose best bid is above its best ask is stale at once, and whole again from a new snapshot", async () => {
    const { client, clock, streams } = connect(serve);
    const seen: string[] = [];
    await client.subscribeOrderBook(
      "SOL-USD",
      ({ bids }, { state }) => void seen.push(`${state} ${bids[0]?.price}`),
    );
    await client.subscribeTrades("SOL-USD", ignore, {
      onState: (state) => void seen.push(`trades ${state}`),
    });
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.44", "1"]))]);
    expect(seen).toEqual(["live 187.41", "trades live", "stale 187.41"]);
    await clock.run(500);
    await until(() => seen.length === 4);
    // Over the same connection: what else is on it goes on.
    expect(seen.at(-1)).toBe("live 187.41");
    expect(streams.sockets).toHaveLength(1);
    expect(streams.sent.map(({ type, channel }) => `${type} ${channel}`).slice(2)).toEqual([
      "unsubscribe level2",
      "subscribe level2",
    ]);
  });
});

test("W11: channels, events and fields that nobody knows change nothing, but are counted", async () => {
  const { client, streams } = connect(serve);
  const books: OrderBook[] = [];
  await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
  streams.socket.send("candles", [{ type: "snapshot", candles: [{ product_id: "SOL-USD", start: "1" }] }]);
  streams.socket.send("ticker", [{ type: "update", tickers: [{ product_id: "" }] }]);
  streams.socket.send("news", [{ anything: ["at", { all: null }] }]);
  streams.socket.send("futures_balance_summary", "no list");
  streams.socket.send("l2_data", [bookEvent("update", "ETH-EUR", levels(["bid", "1", "1"]))]);
  streams.socket.send("l2_data", [
    { ...bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"])), new_field: { x: [1] } },
  ]);
  expect(books.map(({ sequence }) => sequence)).toEqual(["2", "8"]);
  expect(streams.sockets).toHaveLength(1);
});

describe("W17: a product that Coinbase does not know", () => {
  const without =
    (unknown: string): StreamAnswer =>
    (socket, frame) => {
      const channels = socket.sent.map(({ channel, product_ids }) => [
        channel,
        product_ids?.filter((product) => product !== unknown) ?? [channel],
      ]);
      socket.send("subscriptions", [{ subscriptions: Object.fromEntries(channels) }]);
      for (const product of frame.product_ids ?? []) {
        if (product !== unknown) socket.send("l2_data", [bookEvent("snapshot", product, SNAPSHOT)]);
      }
    };

  test("is notFound, and disturbs none of those that were asked for with it", async () => {
    const { client, streams } = connect(without("NOPE-USD"));
    const states: StreamState[] = [];
    const [known, unknown] = await Promise.all([
      client.subscribeOrderBook("SOL-USD", ignore, { onState: (state) => void states.push(state) }),
      failureOf(client.subscribeOrderBook("NOPE-USD", ignore)),
    ]);
    expect(unknown).toMatchObject({
      kind: "notFound",
      code: "UNKNOWN_PRODUCT",
      operation: "subscribeOrderBook",
      sent: "yes",
    });
    expect([known.state, states]).toEqual(["live", ["live"]]);
    expect(streams.sent).toHaveLength(1);
  });

  test("alone leaves no socket behind", async () => {
    const { client, streams } = connect(without("NOPE-USD"));
    expect(await failureOf(client.subscribeOrderBook("NOPE-USD", ignore))).toMatchObject({
      kind: "notFound",
    });
    await until(() => !streams.socket.isOpen);
    expect(streams.sockets).toHaveLength(1);
  });
});

describe("the end of a subscription", () => {
  test("unsubscribes it, and nothing is delivered any more", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const kept = await client.subscribeOrderBook("ETH-EUR", ignore);
    const ended = await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    await ended.close();
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"]))]);
    await until(() => streams.sent.length === 3);
    expect(streams.sent.at(-1)?.text).toBe(
      '{"type":"unsubscribe","channel":"level2","product_ids":["SOL-USD"]}',
    );
    expect(books).toHaveLength(1);
    expect([kept.state, ended.state, await ended.closed]).toEqual(["live", "closed", { reason: "closed" }]);
  });

  test("may come twice, by disposal and by the signal, and says so once", async () => {
    const { client, streams } = connect(serve);
    const states: StreamState[] = [];
    const abort = new AbortController();
    const options = { signal: abort.signal, onState: (state: StreamState) => void states.push(state) };
    const subscription = await client.subscribeTrades("SOL-USD", ignore, options);
    abort.abort();
    await subscription.close();
    await subscription[Symbol.asyncDispose]();
    expect(states).toEqual(["live", "closed"]);
    expect(await subscription.closed).toEqual({ reason: "closed" });
    expect(streams.socket.isOpen).toBe(false);
  });

  test("W15: before it has begun leaves nothing behind", async () => {
    const silent: StreamAnswer = ignore;
    const { client, streams } = connect(silent);
    const abort = new AbortController();
    const subscribing = failureOf(client.subscribeTrades("SOL-USD", ignore, { signal: abort.signal }));
    await until(() => streams.sent.length === 1);
    abort.abort();
    expect(await subscribing).toMatchObject({ kind: "aborted", operation: "subscribeTrades" });
    await until(() => !streams.socket.isOpen);
    expect(streams.sent).toHaveLength(1);
  });

  test("before it is confirmed in time is a timeout that says what was waited for", async () => {
    const { client, clock, streams } = connect(ignore);
    const subscribing = failureOf(client.subscribeTrades("SOL-USD", ignore, { timeoutMs: 12_000 }));
    await until(() => streams.sent.length === 1);
    await clock.run(12_000);
    expect(await subscribing).toMatchObject({
      kind: "timeout",
      operation: "subscribeTrades",
      code: "UNCONFIRMED",
    });
    await until(() => streams.sockets.every(({ isOpen }) => !isOpen));
  });

  test("by the client ends all, each with the reason closed", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    const subscriptions = [
      await client.subscribeOrderBook("SOL-USD", ignore),
      await client.subscribeTrades("SOL-USD", ignore),
      await client.subscribeOrders(ignore),
    ];
    await client.close();
    expect(await Promise.all(subscriptions.map(({ closed }) => closed))).toEqual([
      { reason: "closed" },
      { reason: "closed" },
      { reason: "closed" },
    ]);
    expect(streams.sockets.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });
});

describe("health", () => {
  const TIME = { "GET /time": replyOf("time") };

  test("says whether streams are idle, live or stale", async () => {
    const { client, clock, streams } = connect(serve, {}, TIME);
    const state = async () => (await client.health()).streams;
    expect(await state()).toBe("idle");
    const book = await client.subscribeOrderBook("SOL-USD", ignore);
    const trades = await client.subscribeTrades("SOL-USD", ignore);
    expect(await state()).toBe("live");
    streams.socket.close(1006);
    expect(await state()).toBe("stale");
    await clock.run(500);
    await until(() => book.state === "live" && trades.state === "live");
    expect(await state()).toBe("live");
    await book.close();
    expect(await state()).toBe("live");
    await trades.close();
    expect(await state()).toBe("idle");
  });

  test("says stale when one of two is", async () => {
    const { client, streams } = connect(serve, {}, TIME);
    await client.subscribeOrderBook("SOL-USD", ignore);
    await client.subscribeTrades("SOL-USD", ignore);
    const crossed = levels(["bid", "200", "1"]);
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", crossed)]);
    expect((await client.health()).streams).toBe("stale");
  });
});
