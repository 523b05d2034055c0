/** The frames that the client sends to the venue's sockets. */
import type { KeyObject } from "node:crypto";
import type { StreamState } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { type CoinbaseClient, createCoinbaseClient } from "./client.ts";
import type { CoinbaseConfig } from "./config.ts";
import { failureOf } from "./testdata/failure-of.ts";
import { ED25519, KEY_NAME, P256 } from "./testdata/keys/keys.ts";
import { isSignedBy, readToken } from "./testdata/keys/read-token.ts";
import { until } from "./testdata/sandbox/live-sandbox.ts";
import { connect, ignore, serve } from "./testdata/scripted/streaming-client.ts";
import { CREDENTIALS } from "./testdata/scripted/test-client.ts";

const MARKET = "wss://advanced-trade-ws.coinbase.com";
const USER = "wss://advanced-trade-ws-user.coinbase.com";

describe("the client", () => {
  test("without credentials sends heartbeats first, and one message per channel with its products", async () => {
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

  test("connects to the host of each channel, and names no product for the account's orders", async () => {
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

  test("connects to the hosts of the configuration", async () => {
    const { client, streams } = connect(serve, {
      credentials: CREDENTIALS,
      baseUrl: "http://127.0.0.1:8000",
      wsUrls: { market: "ws://127.0.0.1:8001", user: "ws://[::1]:8002" },
    });
    await client.subscribeTrades("SOL-USD", ignore);
    await client.subscribeOrders(ignore);
    expect(streams.sockets.map(({ url }) => url)).toEqual(["ws://127.0.0.1:8001", "ws://[::1]:8002"]);
  });

  test("sends the product id of a future or a perpetual unchanged", async () => {
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

  test("spreads many markets over connections, each with heartbeats", async () => {
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

  test("refuses a wrong symbol, depth, handler or option before a socket is opened", async () => {
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

describe("an unknown host", () => {
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
  ])("%s is named in the refusal, before anything is opened (%#)", async (field, config, subscribe) => {
    const { client, streams } = connect(serve, config);
    expect(await failureOf(subscribe(client))).toMatchObject({ kind: "invalidInput", field, sent: "no" });
    expect(streams.sockets).toEqual([]);
  });

  test.each<[string, object]>([
    ["wsUrls.market", { market: "https://127.0.0.1:8001" }],
    ["wsUrls.market", { market: "ws://advanced-trade-ws.coinbase.com" }],
    ["wsUrls.user", { user: "wss://user:pass@advanced-trade-ws-user.coinbase.com" }],
    ["wsUrls", { prices: "wss://advanced-trade-ws.coinbase.com" }],
  ])("%s that is not a WebSocket origin is refused at once: %j", async (field, wsUrls) => {
    const creating = () => createCoinbaseClient({ wsUrls });
    expect(await failureOf(creating)).toMatchObject({ kind: "invalidInput", field });
  });
});

describe("the token of a subscription", () => {
  test.each<[string, string, string, KeyObject]>([
    ["P-256", P256.pem, "ES256", P256.publicKey],
    ["Ed25519", ED25519.pair, "EdDSA", ED25519.publicKey],
  ])("by a %s key verifies, has no uri, and is new in every frame", async (_, privateKey, alg, key) => {
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
  });

  test("is new for each connection", async () => {
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

  test("is absent with a signer without signFrame, which suffices for market data", async () => {
    const { client, streams } = connect(serve, { signer: { sign: () => ({ "x-signed": "yes" }) } });
    await client.subscribeOrderBook("SOL-USD", ignore);
    expect(await failureOf(client.subscribeOrders(ignore))).toMatchObject({
      kind: "unsupported",
      operation: "subscribeOrders",
      reason: expect.stringContaining("signer"),
    });
    expect(streams.sent.map(({ channel, jwt }) => [channel, jwt])).toEqual([["level2", undefined]]);
  });

  test("is absent with a legacy key, which cannot stream the account's orders", async () => {
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
