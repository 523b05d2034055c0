import { describe, expect, test, vi } from "vitest";
import type { StreamState, Subscription } from "../contract/subscription.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER_BOOK } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import {
  createClient,
  EACH,
  nothing,
  SIGNED,
  SUBSCRIBES,
  type TestClient,
  toKey,
} from "../testdata/streams/subscribing-client.ts";

type Wrong = readonly [field: string, call: (methods: TestClient["methods"]) => Promise<Subscription>];

/** Types a call with the arguments of untyped code. */
const wrong = (
  call: (methods: Record<keyof TestClient["methods"], (...args: unknown[]) => unknown>) => unknown,
) => call as unknown as Wrong[1];

describe("a wrong argument is named, and no socket is opened", () => {
  test.each<Wrong>([
    ["symbol", wrong((methods) => methods.subscribeOrderBook("btc-usd", nothing))],
    ["symbol", wrong((methods) => methods.subscribeTrades(undefined, nothing))],
    ["handler", wrong((methods) => methods.subscribeOrderBook("BTC-USD"))],
    ["handler", wrong((methods) => methods.subscribeTrades("BTC-USD", {}))],
    ["handler", wrong((methods) => methods.subscribeOrders({ symbols: ["BTC-USD"] }))],
    ["depth", wrong((methods) => methods.subscribeOrderBook("BTC-USD", nothing, { depth: 0 }))],
    ["depth", wrong((methods) => methods.subscribeOrderBook("BTC-USD", nothing, { depth: "10" }))],
    ["onState", wrong((methods) => methods.subscribeOrderBook("BTC-USD", nothing, { onState: "log" }))],
    ["onError", wrong((methods) => methods.subscribeTrades("BTC-USD", nothing, { onError: null }))],
    ["onGap", wrong((methods) => methods.subscribeTrades("BTC-USD", nothing, { onGap: {} }))],
    ["history", wrong((methods) => methods.subscribeTrades("BTC-USD", nothing, { history: "no" }))],
    ["options", wrong((methods) => methods.subscribeOrderBook("BTC-USD", nothing, { onGap: nothing }))],
    ["options", wrong((methods) => methods.subscribeTrades("BTC-USD", nothing, { depth: 5 }))],
    ["options", wrong((methods) => methods.subscribeOrders(nothing, { onstate: nothing }))],
    ["symbols", wrong((methods) => methods.subscribeOrders(nothing, { symbols: "BTC-USD" }))],
    ["symbols[1]", wrong((methods) => methods.subscribeOrders(nothing, { symbols: ["BTC-USD", "x"] }))],
    ["symbols[0]", wrong((methods) => methods.subscribeOrders(nothing, { symbols: new Array(1) }))],
    ["options", wrong((methods) => methods.subscribeOrders(nothing, null))],
    ["signal", wrong((methods) => methods.subscribeOrders(nothing, { signal: {} }))],
    ["timeoutMs", wrong((methods) => methods.subscribeOrders(nothing, { timeoutMs: 0 }))],
  ])("%s", async (field, call) => {
    const { methods, venue, clock, state } = createClient(SIGNED);
    expect(await failureOf(call(methods))).toMatchObject({ kind: "invalidInput", field, sent: "no" });
    expect(venue.sockets.sockets).toHaveLength(0);
    expect(clock.timers()).toBe(0);
    expect(state()).toBe("idle");
  });

  test("an undefined option counts as absent", async () => {
    const { methods } = createClient(SIGNED);
    const none = { onState: undefined, onError: undefined, signal: undefined, timeoutMs: undefined };
    await methods.subscribeOrderBook("BTC-USD", nothing, { ...none, depth: undefined });
    await methods.subscribeTrades("BTC-USD", nothing, { ...none, history: undefined, onGap: undefined });
    await methods.subscribeOrders(nothing, { ...none, symbols: undefined });
  });

  test("a baseUrl of one's own requires the wsUrls of the used sockets", async () => {
    const client = createClient({
      ...SIGNED,
      baseUrl: "http://127.0.0.1:1",
      wsUrls: { user: "ws://127.0.0.1:2" },
    });
    for (const subscribe of [SUBSCRIBES.subscribeOrderBook, SUBSCRIBES.subscribeTrades]) {
      expect(await failureOf(subscribe(client))).toMatchObject({
        kind: "invalidInput",
        field: "wsUrls.market",
      });
    }
    expect(client.venue.sockets.sockets).toHaveLength(0);
    await SUBSCRIBES.subscribeOrders(client);
    expect(client.venue.sockets.last.url).toBe("ws://127.0.0.1:2");
  });
});

describe("a stream of orders", () => {
  test("rejects without credentials before it opens a socket", async () => {
    const client = createClient();
    expect(await failureOf(SUBSCRIBES.subscribeOrders(client))).toMatchObject({
      kind: "unauthorized",
      code: "NO_CREDENTIALS",
      operation: "subscribeOrders",
      sent: "no",
    });
    expect(client.venue.sockets.sockets).toHaveLength(0);
  });

  test("needs a signer that can sign subscriptions", async () => {
    const client = createClient({ signer: countingSigner() });
    const error = await failureOf(SUBSCRIBES.subscribeOrders(client));
    expect(error).toMatchObject({ kind: "unsupported", operation: "subscribeOrders", sent: "no" });
    expect(client.venue.requests.map(({ channel }) => channel)).not.toContain("user");
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(client.clock.timers()).toBe(0);
    expect(client.state()).toBe("idle");
  });

  test("is signed with the client's key, on its own socket", async () => {
    const client = createClient(SIGNED);
    await SUBSCRIBES.subscribeOrders(client);
    expect(client.venue.sockets.last.url).toBe("wss://user.testvenue.example");
    expect(client.venue.sockets.last.sent.map((text) => JSON.parse(text))).toContainEqual({
      action: "subscribe",
      channel: "user",
      keys: [""],
      jwt: "key-number-1",
    });
  });

  test("with a refused signature reads the credentials again", async () => {
    const credentials = vi.fn(() => "key-number-1");
    const client = createClient({ credentials });
    client.venue.answer = ({ channel }) =>
      channel === "user" ? { kind: "unauthorized", reason: "authentication failure" } : "acknowledge";
    expect(await failureOf(SUBSCRIBES.subscribeOrders(client))).toMatchObject({ kind: "unauthorized" });
    client.venue.answer = () => "acknowledge";
    await SUBSCRIBES.subscribeOrders(client);
    expect(credentials).toHaveBeenCalledTimes(2);
  });
});

describe("a subscription", () => {
  test("of any kind resolves when it is live, and receives events", async () => {
    const client = createClient(SIGNED);
    const told: unknown[] = [];
    const onState = (state: StreamState): void => void told.push(state);
    const { methods, venue } = client;
    const subscriptions = [
      await methods.subscribeOrderBook("BTC-USD", ({ bids }) => void told.push(bids.length), { onState }),
      await methods.subscribeTrades("BTC-USD", ({ tradeId }) => void told.push(tradeId), { onState }),
      await methods.subscribeOrders(({ orderId }) => void told.push(orderId), { onState }),
    ];
    expect(told).toEqual(["live", 0, "live", "live"]);
    expect(subscriptions.map(({ state }) => state)).toEqual(["live", "live", "live"]);
    venue.publish("level2", "BTC-USD", { bid: "1" });
    venue.publish("market_trades", "BTC-USD", { trade: "t" });
    venue.publish("user", "", { order: "o" });
    expect(told.slice(4)).toEqual([1, "t", "o"]);
    expect(venue.sockets.sockets.map(({ url }) => url)).toEqual([
      "wss://market.testvenue.example",
      "wss://user.testvenue.example",
    ]);
  });

  test("shares its feed with others of the same product, each with its own symbol", async () => {
    const { methods, venue } = createClient();
    const symbols: string[] = [];
    for (const symbol of ["BTC-USD", "BTC-USDC"]) {
      await methods.subscribeOrderBook(symbol, (book) => void symbols.push(book.symbol));
    }
    venue.publish("level2", "BTC-USD", { bid: "1" });
    expect(venue.subscribed()).toEqual(["level2 BTC-USD"]);
    expect(symbols).toEqual(["BTC-USD", "BTC-USDC", "BTC-USD", "BTC-USDC"]);
  });

  test("that the venue refuses rejects with an error of the called method", async () => {
    const client = createClient();
    client.venue.knows = () => false;
    const error = await failureOf(SUBSCRIBES.subscribeOrderBook(client));
    expect(error.message).toContain("[testvenue subscribeOrderBook] notFound UNKNOWN_PRODUCT");
    expect(client.state()).toBe("idle");
  });

  test.each(EACH)(
    "%s: leaves the venue when it is closed, and the last one closes the socket",
    async (_name, subscribe) => {
      const client = createClient(SIGNED);
      const [first, second] = [await subscribe(client), await subscribe(client)];
      await first.close();
      expect(await first.closed).toEqual({ reason: "closed" });
      expect(client.venue.sockets.live()).toBe(1);
      await second[Symbol.asyncDispose]();
      expect(client.venue.sockets.live()).toBe(0);
      expect(client.clock.timers()).toBe(0);
      expect(client.state()).toBe("idle");
    },
  );
});

describe("the health of streams", () => {
  test("is idle without streams, stale while one is not live, and live otherwise", async () => {
    const client = createClient(SIGNED);
    expect(client.state()).toBe("idle");
    const opening = SUBSCRIBES.subscribeOrderBook(client);
    expect(client.state()).toBe("stale");
    const book = await opening;
    expect(client.state()).toBe("live");
    const orders = await SUBSCRIBES.subscribeOrders(client);
    client.venue.sockets.sockets[0]?.close(1006);
    expect([book.state, orders.state]).toEqual(["stale", "live"]);
    expect(client.state()).toBe("stale");
    await book.close();
    expect(client.state()).toBe("live");
    await orders.close();
    expect(client.state()).toBe("idle");
  });
});

describe("polled books", () => {
  const createPolling = () => {
    const read = vi.fn(async () => ORDER_BOOK);
    return { read, client: createClient({}, { subscribeOrderBook: { intervalMs: 1_000, read, toKey } }) };
  };

  test("are read repeatedly, without a socket", async () => {
    const { read, client } = createPolling();
    const symbols: string[] = [];
    await client.methods.subscribeOrderBook("BTC-USDC", ({ symbol }) => void symbols.push(symbol));
    await client.clock.advance(1_000);
    expect(symbols).toEqual(["BTC-USDC", "BTC-USDC"]);
    expect(read.mock.calls.map(([product]: unknown[]) => product)).toEqual(["BTC-USD", "BTC-USD"]);
    expect(client.venue.sockets.sockets).toHaveLength(0);
    expect(client.state()).toBe("live");
  });

  test("are not read after the client is closed", async () => {
    const { read, client } = createPolling();
    const { closed } = await SUBSCRIBES.subscribeOrderBook(client);
    await client.close();
    expect(await closed).toEqual({ reason: "closed" });
    expect(client.clock.timers()).toBe(0);
    await client.clock.advance(60_000);
    expect(read).toHaveBeenCalledTimes(1);
  });
});
