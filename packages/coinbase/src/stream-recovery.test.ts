/** Whatever happens to a connection: the streams on it are stale in time, and whole again when it is over. */
import type { OrderBook, StreamOptions, StreamState, Subscription } from "@cqvx/core";
import type { CoinbaseSandboxOptions, StreamFault } from "@cqvx/sandbox";
import { afterEach, describe, expect, test } from "vitest";
import type { CoinbaseClient } from "./client.ts";
import type { CoinbaseConfig, CoinbaseCredentials } from "./config.ts";
import { failureOf } from "./testdata/failure-of.ts";
import { ED25519, KEY_NAME, P256 } from "./testdata/keys.ts";
import { connectLive, type LiveSandbox, pass, until } from "./testdata/live-sandbox.ts";
import { isSignedBy } from "./testdata/read-token.ts";
import { BUY } from "./testdata/sandbox-client.ts";
import type { StreamAnswer } from "./testdata/scripted-streams.ts";
import { reply } from "./testdata/scripted-venue.ts";
import { connectStreaming, ignore, type StreamingClient, serve } from "./testdata/streaming-client.ts";
import { CREDENTIALS } from "./testdata/test-client.ts";

const SYMBOL = "BTC-USD";

const clients: CoinbaseClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

function connect(options: CoinbaseSandboxOptions = {}): LiveSandbox {
  const sandbox = connectLive({ rateLimits: false, recordTruth: true, ...options });
  clients.push(sandbox.client);
  return sandbox;
}

function connectScripted(answer: StreamAnswer, config: CoinbaseConfig = {}): StreamingClient {
  const connected = connectStreaming(answer, config, {
    "GET /orders/historical/batch": reply({ orders: [], has_next: false }),
  });
  clients.push(connected.client);
  return connected;
}

type Subscribe = (client: CoinbaseClient, options: StreamOptions) => Promise<Subscription>;

const subscribeBook: Subscribe = (client, options) => client.subscribeOrderBook(SYMBOL, ignore, options);

const STREAMS: readonly (readonly [kind: string, host: "market" | "user", subscribe: Subscribe])[] = [
  ["the book", "market", subscribeBook],
  ["the trades", "market", (client, options) => client.subscribeTrades(SYMBOL, ignore, options)],
  ["the orders", "user", (client, options) => client.subscribeOrders(ignore, options)],
];

/** States with the moment of each. */
async function follow(
  sandbox: LiveSandbox,
  subscribe: Subscribe,
): Promise<readonly (readonly [number, StreamState])[]> {
  const states: [number, StreamState][] = [];
  const onState = (state: StreamState) => void states.push([sandbox.clock.monotonic(), state]);
  await subscribe(sandbox.client, { onState });
  return states;
}

/** The first request of a process loads code, which takes time that the clock does not know of. */
async function prepareLookups({ client }: LiveSandbox): Promise<void> {
  await client.getOrders();
}

describe("W3: a connection that stands still", () => {
  test.each(STREAMS)("makes %s stale within 10 s, and it comes back", async (_kind, host, subscribe) => {
    const sandbox = connect();
    await prepareLookups(sandbox);
    const states = await follow(sandbox, subscribe);
    await sandbox.clock.run(30_500);
    expect(states).toHaveLength(1);
    // The heartbeat of the 31st second, and all that follows.
    sandbox.venue.streamFaults.add({ kind: "stall", match: { host } });
    await pass(sandbox.clock, 20_000, () => states.length === 3);
    expect(states).toEqual([
      [0, "live"],
      [30_000 + 8_000, "stale"],
      [expect.any(Number), "live"],
    ]);
    expect(states[2]?.[0]).toBeLessThanOrEqual(38_000 + 600);
    expect(sandbox.venue.connections()).toMatchObject([{ host }]);
  });

  test("that never sends its first frame is given up as well", async () => {
    const sandbox = connect();
    sandbox.venue.streamFaults.add({ kind: "stall", match: { connection: 1 } });
    const subscribing = sandbox.client.subscribeTrades(SYMBOL, ignore, { timeoutMs: 30_000 });
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() === 2);
    expect((await subscribing).state).toBe("live");
    expect(sandbox.clock.monotonic()).toBeLessThanOrEqual(10_000);
  });

  test("W24: a process that was suspended is stale once, and opens one connection", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, STREAMS[0]?.[2] ?? expect.fail());
    await sandbox.clock.run(2_500);
    sandbox.clock.advance(3_600_000);
    await pass(sandbox.clock, 5_000, () => states.length === 3);
    expect(states.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    expect(sandbox.connectionCount()).toBe(2);
  });
});

const CODES = [
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4001,
  4999,
];

describe("W4: a connection that the venue closes", () => {
  test.each(CODES)("with code %i comes back, with the book, the trades and the orders", async (code) => {
    const sandbox = connect({ levels: { [SYMBOL]: 10 } });
    const { venue } = sandbox;
    await prepareLookups(sandbox);
    const books: OrderBook[] = [];
    const states = await Promise.all([
      follow(sandbox, (client, options) =>
        client.subscribeOrderBook(SYMBOL, (book) => void books.push(book), options),
      ),
      ...STREAMS.slice(1).map(([, , subscribe]) => follow(sandbox, subscribe)),
    ]);
    venue.disconnect({ code, reason: "as it happens" });
    await pass(sandbox.clock, 60_000, () => states.every(({ length }) => length === 3));
    for (const each of states) expect(each.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    // A venue that restarts or is overloaded is left alone for longer.
    const backMs = Math.max(...states.map((each) => each[2]?.[0] ?? Number.NaN));
    expect(backMs).toBeGreaterThanOrEqual([1012, 1013].includes(code) ? 5_000 : 500);
    expect(backMs).toBeLessThanOrEqual([1012, 1013].includes(code) ? 6_000 : 1_000);
    venue.tick(SYMBOL);
    await until(() => books.length === 4);
    expect(books.at(-1)?.bids.map(({ price }) => price)).toEqual(
      venue.book(SYMBOL).bids.map(({ price }) => price),
    );
  });

  test("with 1008 before anything was confirmed, three times, does not want this client", async () => {
    const sandbox = connect();
    const refusal: StreamFault = { kind: "close", code: 1008, match: { channel: "subscriptions" }, times: 9 };
    sandbox.venue.streamFaults.add(refusal);
    const subscribing = failureOf(sandbox.client.subscribeTrades(SYMBOL, ignore, { timeoutMs: 60_000 }));
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() > 3);
    expect(await subscribing).toMatchObject({
      kind: "unauthorized",
      operation: "subscribeTrades",
      code: "CLOSED",
    });
    expect(sandbox.connectionCount()).toBe(3);
  });
});

test("W5: a book is said to be stale before anything else is delivered, with the last book once more", async () => {
  const sandbox = connect({ levels: { [SYMBOL]: 10 } });
  const { client, venue, clock } = sandbox;
  const seen: string[] = [];
  await client.subscribeOrderBook(
    SYMBOL,
    ({ sequence }, { state }) => void seen.push(`${state} ${sequence}`),
    {
      onState: (state) => void seen.push(state),
    },
  );
  venue.tick(SYMBOL);
  await until(() => seen.length === 3);
  venue.streamFaults.add({ kind: "drop", match: { channel: "l2_data" } });
  venue.tick(SYMBOL, 3);
  await until(() => seen.length === 5);
  await clock.run(500);
  await until(() => seen.length === 7);
  expect(seen).toEqual(["live", "live 2", "live 3", "stale", "stale 3", "live", "live 2"]);
});

describe("a frame that is not as it should be", () => {
  test.each<[string, StreamFault]>([
    ["W5: missing", { kind: "drop" }],
    ["W10: malformed", { kind: "malformed" }],
    ["W10: a list", { kind: "array" }],
    ["W9: far too large", { kind: "oversize", megabytes: 65 }],
    ["W4: the last before a reset", { kind: "reset" }],
    ["W3: the last before silence", { kind: "stall" }],
  ])("%s, in any stream, is got over", async (_, fault) => {
    for (const [kind, host, subscribe] of STREAMS) {
      const sandbox = connect({ levels: { [SYMBOL]: 10 } });
      await prepareLookups(sandbox);
      const states = await follow(sandbox, subscribe);
      sandbox.venue.streamFaults.add({ ...fault, match: { host, channel: "heartbeats" } });
      await pass(sandbox.clock, 20_000, () => states.length === 3);
      expect([kind, ...states.map(([, state]) => state)]).toEqual([kind, "live", "stale", "live"]);
      expect(sandbox.connectionCount()).toBe(2);
    }
  });

  test("W6: doubled, changes nothing", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, STREAMS[0]?.[2] ?? expect.fail());
    sandbox.venue.streamFaults.add({ kind: "duplicate", times: 10 });
    await sandbox.clock.run(20_000);
    expect([states.length, sandbox.connectionCount()]).toEqual([1, 1]);
  });

  test("W9: three times in a row too large ends the stream, and says why", async () => {
    const sandbox = connect({ levels: { [SYMBOL]: 10 } });
    const fault: StreamFault = { kind: "oversize", megabytes: 65, match: { channel: "l2_data" }, times: 9 };
    sandbox.venue.streamFaults.add(fault);
    const subscribing = failureOf(sandbox.client.subscribeOrderBook(SYMBOL, ignore, { timeoutMs: 60_000 }));
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() > 3);
    expect(await subscribing).toMatchObject({ kind: "malformed", code: "MESSAGE_TOO_LARGE" });
    expect(sandbox.connectionCount()).toBe(3);
  });

  test("W17: a snapshot that does not come is asked for anew", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, subscribeBook);
    sandbox.venue.streamFaults.add({ kind: "omit", match: { channel: "l2_data", connection: 2 } });
    sandbox.venue.disconnect();
    await pass(sandbox.clock, 30_000, () => states.length === 3);
    expect(states.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    expect(sandbox.connectionCount()).toBe(2);
  });

  test("W17: an acknowledgement that does not come is asked for anew", async () => {
    const sandbox = connect();
    sandbox.venue.streamFaults.add({
      kind: "omit",
      match: { channel: "subscriptions", connection: 1 },
      skip: 1,
    });
    const subscribing = sandbox.client.subscribeTrades(SYMBOL, ignore, { timeoutMs: 30_000 });
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() === 2);
    expect((await subscribing).state).toBe("live");
    expect(sandbox.clock.monotonic()).toBeLessThanOrEqual(6_000);
  });
});

describe("W16: a handshake", () => {
  test.each<[string, StreamFault]>([
    ["that is refused for a while", { kind: "refuse", status: 503, times: 4 }],
    ["that nobody answers", { kind: "silent", times: 2 }],
  ])("%s is tried again until it works", async (_, fault) => {
    const sandbox = connect();
    const states = await follow(sandbox, STREAMS[0]?.[2] ?? expect.fail());
    sandbox.venue.streamFaults.add(fault);
    sandbox.venue.disconnect();
    await pass(sandbox.clock, 60_000, () => states.length === 3);
    expect(states.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    expect(sandbox.connectionCount()).toBe(2 + (fault.times ?? 0));
  });
});

describe("what Coinbase refuses in a frame", () => {
  const refuse = (message: string): string => JSON.stringify({ type: "error", message });

  test.each(STREAMS)(
    "for want of a good key ends %s before it was ever live, as unauthorized",
    async (_, __, subscribe) => {
      const { client, streams } = connectScripted(
        (socket) => socket.sendText(refuse("authentication failure")),
        {
          credentials: CREDENTIALS,
        },
      );
      expect(await failureOf(subscribe(client, {}))).toMatchObject({
        kind: "unauthorized",
        reason: "authentication failure",
        sent: "yes",
      });
      await until(() => !streams.socket.isOpen);
      expect(streams.sockets).toHaveLength(1);
    },
  );

  test("of a stranger's key is the sandbox's answer as well, and market data needs none", async () => {
    const credentials: CoinbaseCredentials = { keyName: "organizations/x/apiKeys/y", privateKey: P256.pem };
    const sandbox = connectLive({ rateLimits: false }, {}, () => ({ credentials }));
    clients.push(sandbox.client);
    expect(await failureOf(sandbox.client.subscribeOrders(ignore))).toMatchObject({ kind: "unauthorized" });
    const keyless = connectLive({}, {}, () => ({}));
    clients.push(keyless.client);
    const subscriptions = await Promise.all([
      keyless.client.subscribeOrderBook(SYMBOL, ignore),
      keyless.client.subscribeTrades(SYMBOL, ignore),
    ]);
    expect(subscriptions.map(({ state }) => state)).toEqual(["live", "live"]);
  });

  /** A venue that knows one key at a time. */
  function rotate(): {
    readonly answer: StreamAnswer;
    readonly credentials: () => CoinbaseCredentials;
    readonly asked: () => number;
    rotated: boolean;
    given: string;
  } {
    let count = 0;
    const keys = {
      rotated: false,
      given: ED25519.pair,
      asked: () => count,
      credentials: (): CoinbaseCredentials => {
        count += 1;
        return { keyName: KEY_NAME, privateKey: keys.given };
      },
      answer: ((socket, frame) => {
        const good = keys.rotated ? P256.publicKey : ED25519.publicKey;
        if (isSignedBy(frame.jwt, good)) serve(socket, frame);
        else socket.sendText(refuse("authentication failure"));
      }) satisfies StreamAnswer,
    };
    return keys;
  }

  test.each(STREAMS)(
    "after %s was live makes it ask the credentials function again, and the new key works",
    async (_, __, subscribe) => {
      const keys = rotate();
      const { client, clock, streams, logged } = connectScripted(keys.answer, {
        credentials: keys.credentials,
      });
      const states: StreamState[] = [];
      await subscribe(client, { onState: (state) => void states.push(state) });
      expect(keys.asked()).toBe(1);
      keys.rotated = true;
      keys.given = P256.pem;
      streams.socket.close(1001);
      await clock.run(500);
      // Both frames of the connection are refused, then the subscription is tried again over the same one.
      await until(() => streams.socket.sent.length === 2 && logged.length === 3);
      await clock.run(1_000);
      await until(() => states.length === 3);
      expect(states).toEqual(["live", "stale", "live"]);
      expect(keys.asked()).toBe(2);
      expect(streams.sockets).toHaveLength(2);
    },
  );

  test("before it was ever live is final, and the next call has the new key", async () => {
    const keys = rotate();
    keys.rotated = true;
    const { client } = connectScripted(keys.answer, { credentials: keys.credentials });
    expect(await failureOf(client.subscribeTrades("SOL-USD", ignore))).toMatchObject({
      kind: "unauthorized",
    });
    keys.given = P256.pem;
    expect((await client.subscribeTrades("SOL-USD", ignore)).state).toBe("live");
    expect(keys.asked()).toBeGreaterThan(1);
  });

  test("for too many messages is tried again, and ends nothing", async () => {
    let refusals = 3;
    const { client, clock, streams, logged } = connectScripted((socket, frame) => {
      if (frame.channel === "heartbeats" || refusals === 0) return serve(socket, frame);
      refusals -= 1;
      socket.sendText(refuse("Rate limit exceeded"));
    });
    const subscribing = client.subscribeTrades("SOL-USD", ignore, { timeoutMs: 60_000 });
    await until(() => streams.sockets.length > 0);
    await pass(clock, 5_000, () => {
      if (streams.socket.isOpen) streams.socket.send("heartbeats", [{ heartbeat_counter: 1 }]);
      return refusals === 0;
    });
    await pass(clock, 3_000);
    expect((await subscribing).state).toBe("live");
    expect(streams.sockets).toHaveLength(1);
    expect(logged.join("\n")).toContain("Rate limit exceeded");
  });

  test("for too many messages without a key is what the sandbox counts, and is got over", async () => {
    const sandbox = connectLive({ rateLimits: { messages: { perSecond: 1, burst: 3 } } }, {}, () => ({}));
    clients.push(sandbox.client);
    const symbols = ["BTC-USD", "ETH-USD", "SOL-USD", "ETH-BTC"];
    const subscribing: Promise<Subscription>[] = [];
    for (const symbol of symbols) {
      subscribing.push(sandbox.client.subscribeTrades(symbol, ignore, { timeoutMs: 60_000 }));
      await until(() => sandbox.sent.length >= Math.min(4, subscribing.length + 1));
    }
    await pass(sandbox.clock, 10_000);
    const subscriptions = await Promise.all(subscribing);
    expect(subscriptions.map(({ state }) => state)).toEqual(symbols.map(() => "live"));
    expect(sandbox.connectionCount()).toBe(1);
  });
});

test("a stream that goes and comes a hundred times is one connection in the end, and delivers what the venue has", async () => {
  const sandbox = connect({ levels: { [SYMBOL]: 10 } });
  const { client, venue, clock } = sandbox;
  let latest: OrderBook | undefined;
  const subscription = await client.subscribeOrderBook(SYMBOL, (book) => {
    latest = book;
  });
  for (let times = 0; times < 100; times += 1) {
    venue.disconnect({ code: 1006 });
    await until(() => subscription.state === "stale");
    await clock.run(31_000);
    await until(() => subscription.state === "live");
    await clock.run(31_000);
  }
  await client.placeOrder(BUY);
  venue.tick(SYMBOL);
  await until(() => latest?.sequence !== undefined);
  expect(latest?.bids.map(({ price, quantity }) => ({ price, size: quantity }))).toEqual(
    venue.book(SYMBOL).bids,
  );
  expect(venue.connections()).toHaveLength(1);
});
