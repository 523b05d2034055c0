/** Streams recover from connections that stall, close or deliver faulty messages. */
import type { OrderBook, StreamState } from "@cqvx/core";
import type { CoinbaseSandboxOptions, StreamFault } from "@cqvx/sandbox";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testdata/failure-of.ts";
import { connectLiveForTest, type LiveSandbox, pass, until } from "../../testdata/sandbox/live-sandbox.ts";
import { BUY } from "../../testdata/sandbox/sandbox-client.ts";
import { STREAMS, type Subscribe, SYMBOL, subscribeBook } from "../../testdata/sandbox/streams.ts";
import { ignore } from "../../testdata/scripted/streaming-client.ts";

function connect(options: CoinbaseSandboxOptions = {}): LiveSandbox {
  return connectLiveForTest({ rateLimits: false, recordTruth: true, ...options });
}

/** Subscribes and records each state with the time in milliseconds at which it began. */
async function follow(
  sandbox: LiveSandbox,
  subscribe: Subscribe,
): Promise<readonly (readonly [number, StreamState])[]> {
  const states: [number, StreamState][] = [];
  const onState = (state: StreamState) => void states.push([sandbox.clock.monotonic(), state]);
  await subscribe(sandbox.client, { onState });
  return states;
}

/** Sends a first request. It loads code, which takes real time that the manual clock does not count. */
async function prepareLookups({ client }: LiveSandbox): Promise<void> {
  await client.getOrders();
}

describe("a connection that stalls", () => {
  test.each(STREAMS)("makes %s stale within 10 s and recovers", async (_kind, host, subscribe) => {
    const sandbox = connect();
    await prepareLookups(sandbox);
    const states = await follow(sandbox, subscribe);
    await sandbox.clock.run(30_500);
    expect(states).toHaveLength(1);
    // The stall starts at the heartbeat of the 31st second.
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

  test("is replaced when its first message never arrives", async () => {
    const sandbox = connect();
    sandbox.venue.streamFaults.add({ kind: "stall", match: { connection: 1 } });
    const subscribing = sandbox.client.subscribeTrades(SYMBOL, ignore, { timeoutMs: 30_000 });
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() === 2);
    expect((await subscribing).state).toBe("live");
    expect(sandbox.clock.monotonic()).toBeLessThanOrEqual(10_000);
  });

  test("after the process was suspended becomes stale once and reconnects once", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, subscribeBook);
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

describe("a connection that the venue closes", () => {
  test.each(CODES)("with code %i reconnects the book, the trades and the orders", async (code) => {
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
    // The client waits longer for a venue that restarts or is overloaded.
    const backMs = Math.max(...states.map((each) => each[2]?.[0] ?? Number.NaN));
    expect(backMs).toBeGreaterThanOrEqual([1012, 1013].includes(code) ? 5_000 : 500);
    expect(backMs).toBeLessThanOrEqual([1012, 1013].includes(code) ? 6_000 : 1_000);
    venue.tick(SYMBOL);
    await until(() => books.length === 4);
    expect(books.at(-1)?.bids.map(({ price }) => price)).toEqual(
      venue.book(SYMBOL).bids.map(({ price }) => price),
    );
  });

  test("with 1008 three times before a confirmation makes the subscription unauthorized", async () => {
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

test("a book that misses a message reports stale with its last book before anything else", async () => {
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

describe("a faulty message", () => {
  test.each<[string, StreamFault]>([
    ["a missing one", { kind: "drop" }],
    ["a malformed one", { kind: "malformed" }],
    ["a JSON list", { kind: "array" }],
    ["a much too large one", { kind: "oversize", megabytes: 65 }],
    ["the last one before a reset", { kind: "reset" }],
    ["the last one before a stall", { kind: "stall" }],
  ])("%s makes any stream stale, then live again", async (_, fault) => {
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

  test("that is repeated changes nothing", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, subscribeBook);
    sandbox.venue.streamFaults.add({ kind: "duplicate", times: 10 });
    await sandbox.clock.run(20_000);
    expect([states.length, sandbox.connectionCount()]).toEqual([1, 1]);
  });

  test("too large three times in a row ends the stream with MESSAGE_TOO_LARGE", async () => {
    const sandbox = connect({ levels: { [SYMBOL]: 10 } });
    const fault: StreamFault = { kind: "oversize", megabytes: 65, match: { channel: "l2_data" }, times: 9 };
    sandbox.venue.streamFaults.add(fault);
    const subscribing = failureOf(sandbox.client.subscribeOrderBook(SYMBOL, ignore, { timeoutMs: 60_000 }));
    await pass(sandbox.clock, 20_000, () => sandbox.connectionCount() > 3);
    expect(await subscribing).toMatchObject({ kind: "malformed", code: "MESSAGE_TOO_LARGE" });
    expect(sandbox.connectionCount()).toBe(3);
  });

  test("a missing snapshot is requested again", async () => {
    const sandbox = connect();
    const states = await follow(sandbox, subscribeBook);
    sandbox.venue.streamFaults.add({ kind: "omit", match: { channel: "l2_data", connection: 2 } });
    sandbox.venue.disconnect();
    await pass(sandbox.clock, 30_000, () => states.length === 3);
    expect(states.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    expect(sandbox.connectionCount()).toBe(2);
  });

  test("a missing acknowledgement is requested again", async () => {
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

describe("a handshake", () => {
  test.each<[string, StreamFault]>([
    ["that is refused four times", { kind: "refuse", status: 503, times: 4 }],
    ["that stays unanswered twice", { kind: "silent", times: 2 }],
  ])("%s is retried until it succeeds", async (_, fault) => {
    const sandbox = connect();
    const states = await follow(sandbox, subscribeBook);
    sandbox.venue.streamFaults.add(fault);
    sandbox.venue.disconnect();
    await pass(sandbox.clock, 60_000, () => states.length === 3);
    expect(states.map(([, state]) => state)).toEqual(["live", "stale", "live"]);
    expect(sandbox.connectionCount()).toBe(2 + (fault.times ?? 0));
  });
});

test("a stream that reconnects a hundred times has one connection and delivers the venue's book", async () => {
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
