import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import type { ClientConfig } from "../contract/client-config.ts";
import type { Signer } from "../contract/signer.ts";
import type { StreamState, Subscription } from "../contract/subscription.ts";
import type { HealthReport, OrderUpdates, Streaming } from "../contract/venue-client.ts";
import { unsupported } from "../errors/invalid-input.ts";
import type { VenueError } from "../errors/venue-error.ts";
import { createConnection } from "../http/connection.ts";
import { decodeByStatus } from "../http/reply/decode.ts";
import { CALL, collectLog } from "../testdata/clients/test-client.ts";
import { createManualClock, type ManualClock } from "../testdata/clocks/manual-clock.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER_BOOK } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import {
  createScriptedVenue,
  createTestProtocol,
  type ScriptedVenue,
} from "../testdata/streams/scripted-venue.ts";
import { createStreamMethods } from "../testdata/streams/stream-methods.ts";
import { TEST_STREAMS } from "../testdata/streams/test-streams.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import type { StreamsOfVenue } from "./venue-streams.ts";

interface TestClient {
  readonly methods: Streaming & OrderUpdates;
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  state(): HealthReport["streams"];
  /** As a client does it. */
  close(): Promise<void>;
}

const toKey = (symbol: string): string => symbol.replace("-USDC", "-USD");

/** A signer of subscriptions too, the key being the signature. */
function signerOf(jwt: string): Signer {
  return { sign: () => ({ "x-key": jwt }), signFrame: () => ({ jwt }) };
}

function createClient(config: ClientConfig<string> = {}, polled?: Partial<StreamsOfVenue>): TestClient {
  const venue = createScriptedVenue();
  const clock = createManualClock();
  const { logger } = collectLog();
  const connection = createConnection(
    {
      venue: "testvenue",
      defaultBaseUrl: "https://api.testvenue.example",
      defaultWsUrls: { market: "wss://market.testvenue.example", user: "wss://user.testvenue.example" },
      basePath: [],
      toSigner: signerOf,
      decode: decodeByStatus(() => ({})),
    },
    config,
    { clock, logger, random: () => 0.5, WebSocket: venue.sockets.WebSocket },
    CALL,
  );
  const protocol = createTestProtocol(({ sign }) => ({
    write: async (action, channel, keys) => {
      const signature = await sign({ action, channel, products: keys });
      if (channel === "user" && signature === undefined) throw unsupported(CALL, "no signature", "signer");
      return [JSON.stringify({ action, channel, keys, ...signature })];
    },
  }));
  const { subscribeOrderBook, subscribeTrades } = TEST_STREAMS;
  const streams = createStreamMethods(connection, protocol, {
    ...TEST_STREAMS,
    subscribeOrderBook: subscribeOrderBook && { ...subscribeOrderBook, toKey },
    subscribeTrades: subscribeTrades && { ...subscribeTrades, toKey },
    ...polled,
  });
  return { ...streams, venue, clock };
}

const SIGNED: ClientConfig<string> = { credentials: "key-number-1" };
const nothing = (): void => {};

/** The streams of a client, each begun by one call. */
const SUBSCRIBES = {
  subscribeOrderBook: ({ methods }: TestClient, options?: object) =>
    methods.subscribeOrderBook("BTC-USD", nothing, options),
  subscribeTrades: ({ methods }: TestClient, options?: object) =>
    methods.subscribeTrades("BTC-USD", nothing, options),
  subscribeOrders: ({ methods }: TestClient, options?: object) => methods.subscribeOrders(nothing, options),
} as const;

const EACH = Object.entries(SUBSCRIBES);

type Wrong = readonly [field: string, call: (methods: TestClient["methods"]) => Promise<Subscription>];

/** Calls as untyped code makes them. */
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
    "%s: that is closed has left the venue, and with the last the socket is gone",
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

describe("W17: a timeout", () => {
  const failureAfter = async (client: TestClient, ms: number): Promise<VenueError> => {
    const failure = failureOf(SUBSCRIBES.subscribeOrderBook(client, { timeoutMs: ms }));
    await nextTurn();
    await client.clock.advance(ms);
    return failure;
  };

  test("names the last loss, if there was one", async () => {
    const client = createClient();
    client.venue.connect = (socket) => socket.fail();
    const error = await failureAfter(client, 300);
    expect(error).toMatchObject({
      kind: "timeout",
      operation: "subscribeOrderBook",
      retryable: true,
      sent: "no",
    });
    expect(error.code).toBeDefined();
    expect(error.reason).toMatch(/^the deadline passed; \w+/);
    const silent = createClient();
    silent.venue.connect = () => {};
    expect((await failureAfter(silent, 300)).reason).toBe("the deadline passed");
  });

  test("names it for later subscribers, too", async () => {
    const client = createClient();
    client.venue.connect = (socket) => socket.fail();
    const first = failureOf(SUBSCRIBES.subscribeOrderBook(client, { timeoutMs: 5_000 }));
    await nextTurn();
    client.venue.connect = () => {};
    const error = await failureAfter(client, 100);
    expect(error.reason).toMatch(/^the deadline passed; \w+/);
    await client.clock.advance(5_000);
    expect((await first).kind).toBe("timeout");
  });

  test("leaves nothing behind, and does not affect longer waits", async () => {
    using rejections = watchRejections();
    const client = createClient();
    client.venue.answer = ({ channel }) => (channel === "level2" ? "nothing" : "acknowledge");
    await failureAfter(client, 300);
    expect(client.state()).toBe("idle");
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(client.clock.timers()).toBe(0);
    expect(await rejections.seen()).toEqual([]);
  });
});

describe("W15: a signal", () => {
  test.each(EACH)("%s: aborted before the call opens nothing", async (name, subscribe) => {
    const client = createClient(SIGNED);
    const onState = vi.fn();
    const error = await failureOf(subscribe(client, { signal: AbortSignal.abort(), onState }));
    expect(error).toMatchObject({ kind: "aborted", operation: name, sent: "no" });
    expect(client.venue.sockets.sockets).toHaveLength(0);
    expect(client.clock.timers()).toBe(0);
    expect(client.state()).toBe("idle");
  });

  test.each(EACH)(
    "%s: that is aborted at any step of the way leaves nothing behind",
    async (_name, subscribe) => {
      using rejections = watchRejections();
      const outcomes = new Set<string>();
      for (let step = 0; step < 40; step++) {
        const client = createClient(SIGNED);
        const controller = new AbortController();
        const opened = subscribe(client, { signal: controller.signal }).then(
          (subscription) => subscription,
          (error: unknown) => error as VenueError,
        );
        for (let microtask = 0; microtask < step; microtask++) await null;
        controller.abort();
        const outcome = await opened;
        if ("closed" in outcome) expect(await outcome.closed).toEqual({ reason: "closed" });
        else expect(outcome).toMatchObject({ kind: "aborted" });
        outcomes.add("closed" in outcome ? "closed" : "rejected");
        await nextTurn();
        expect(client.venue.sockets.live()).toBe(0);
        expect(client.venue.subscribed()).toEqual([]);
        expect(client.clock.timers()).toBe(0);
        expect(client.state()).toBe("idle");
        expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
      }
      expect(await rejections.seen()).toEqual([]);
      expect([...outcomes]).toEqual(["rejected", "closed"]);
    },
  );

  test("aborted later ends the stream, and has no listener after the end", async () => {
    const client = createClient(SIGNED);
    const controller = new AbortController();
    const { signal } = controller;
    const subscriptions: Subscription[] = [];
    for (const [, subscribe] of EACH) subscriptions.push(await subscribe(client, { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(3);
    await subscriptions[0]?.close();
    expect(getEventListeners(signal, "abort")).toHaveLength(2);
    controller.abort();
    for (const { closed } of subscriptions) expect(await closed).toEqual({ reason: "closed" });
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("aborted in onState live ends the stream", async () => {
    const client = createClient();
    const controller = new AbortController();
    const onState = (state: StreamState): void => {
      if (state === "live") controller.abort();
    };
    const outcome = SUBSCRIBES.subscribeOrderBook(client, { signal: controller.signal, onState });
    expect((await failureOf(outcome)).kind).toBe("aborted");
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
  });
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

describe("closing the client", () => {
  test("ends every stream, with the reason closed, and leaves neither socket nor timer", async () => {
    using rejections = watchRejections();
    const client = createClient(SIGNED);
    const states: StreamState[] = [];
    const onState = (state: StreamState): void => void states.push(state);
    const subscriptions: Subscription[] = [];
    for (const [, subscribe] of EACH) subscriptions.push(await subscribe(client, { onState }));
    await client.close();
    expect(states).toEqual(["live", "live", "live", "closed", "closed", "closed"]);
    for (const { closed, state } of subscriptions) {
      expect(await closed).toEqual({ reason: "closed" });
      expect(state).toBe("closed");
    }
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(client.clock.timers()).toBe(0);
    expect(client.state()).toBe("idle");
    await Promise.all([client.close(), ...subscriptions.map((subscription) => subscription.close())]);
    for (const [, subscribe] of EACH) {
      expect(await failureOf(subscribe(client))).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test.each(EACH)("%s: ends the call at any step", async (name, subscribe) => {
    using rejections = watchRejections();
    for (let step = 0; step < 40; step++) {
      const client = createClient(SIGNED);
      const opened = subscribe(client).then(
        (subscription) => subscription,
        (error: unknown) => error as VenueError,
      );
      for (let microtask = 0; microtask < step; microtask++) await null;
      await client.close();
      const outcome = await opened;
      if ("closed" in outcome) expect(await outcome.closed).toEqual({ reason: "closed" });
      else expect(outcome).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED", operation: name });
      await nextTurn();
      expect(client.venue.sockets.live()).toBe(0);
      expect(client.clock.timers()).toBe(0);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("leaves no timer during an interruption, a recovery or a back-off", async () => {
    const client = createClient(SIGNED);
    for (const [, subscribe] of EACH) await subscribe(client);
    for (const socket of client.venue.sockets.sockets) socket.close(1006);
    expect(client.clock.timers()).toBeGreaterThan(0);
    await client.close();
    expect(client.clock.timers()).toBe(0);
    await client.clock.advance(120_000);
    expect(client.venue.sockets.sockets).toHaveLength(2);
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
