import { beforeEach, describe, expect, test } from "vitest";
import { openStream } from "../../testing/streams.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
});

const FAILURE = { type: "error", message: "authentication failure" };

describe("a message", () => {
  test("has a channel, a time of up to nine decimals, a number and events, in this order", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("heartbeats");
    stream.subscribe("ticker", "BTC-USD");
    for (const text of stream.texts) {
      expect(Object.keys(JSON.parse(text))).toEqual(["channel", "timestamp", "sequence_num", "events"]);
      expect(JSON.parse(text).timestamp).toMatch(/^2026-01-05T12:00:00\.\d{1,9}Z$/);
    }
  });

  test("is numbered from 0 on each connection, over all its channels", async () => {
    const [first, second] = [openStream(sandbox, clock), openStream(sandbox, clock)];
    first.subscribe("level2", "BTC-USD");
    first.subscribe("heartbeats");
    first.subscribe("market_trades", "ETH-USD");
    sandbox.tick("BTC-USD", 3);
    await clock.run(2_000);
    second.subscribe("heartbeats");
    await clock.run(1_000);
    const frames = first.take();
    expect(frames.map(({ sequence_num }) => sequence_num)).toEqual(frames.map((_, index) => index));
    expect(new Set(frames.map(({ channel }) => channel))).toEqual(
      new Set(["subscriptions", "l2_data", "heartbeats", "market_trades"]),
    );
    expect(second.take().map(({ sequence_num }) => sequence_num)).toEqual([0, 1]);
  });

  test("is the same for the same seed and steps, and differs with another seed", async () => {
    const record = async (seed: number) => {
      const ownClock = createManualClock();
      const venue = createCoinbaseSandbox({ seed, clock: ownClock, rateLimits: false });
      const stream = openStream(venue, ownClock);
      for (const channel of ["level2", "market_trades", "ticker"]) stream.subscribe(channel, "BTC-USD");
      stream.subscribe("heartbeats");
      for (let step = 0; step < 40; step++) {
        venue.tick("BTC-USD");
        await ownClock.run(100);
      }
      return stream.texts;
    };
    expect(await record(5)).toEqual(await record(5));
    expect(await record(5)).not.toEqual(await record(6));
  });
});

describe("an acknowledgement", () => {
  test("lists every subscription of the connection, without unknown products", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("ticker", "BTC-USD", "NOPE-USD", "ETH-USD");
    stream.subscribe("heartbeats");
    stream.subscribe("ticker", "SOL-USD");
    stream.subscribe("ticker", "NOPE-USD");
    const acknowledgements = stream.take().filter(({ channel }) => channel === "subscriptions");
    expect(acknowledgements.map(({ events }) => events)).toEqual([
      [{ subscriptions: { ticker: ["BTC-USD", "ETH-USD"] } }],
      [{ subscriptions: { ticker: ["BTC-USD", "ETH-USD"], heartbeats: ["heartbeats"] } }],
      [{ subscriptions: { ticker: ["BTC-USD", "ETH-USD", "SOL-USD"], heartbeats: ["heartbeats"] } }],
      [{ subscriptions: { ticker: ["BTC-USD", "ETH-USD", "SOL-USD"], heartbeats: ["heartbeats"] } }],
    ]);
  });

  test("is empty after the last unsubscribe, and no message follows", async () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD", "ETH-USD");
    stream.subscribe("heartbeats");
    stream.take();
    stream.send({ type: "unsubscribe", channel: "level2", product_ids: ["BTC-USD", "NOPE-USD"] });
    stream.send({ type: "unsubscribe", channel: "level2", product_ids: ["NOPE-USD"] });
    stream.send({ type: "unsubscribe", channel: "level2", product_ids: ["ETH-USD"] });
    stream.send({ type: "unsubscribe", channel: "heartbeats" });
    stream.send({ type: "unsubscribe", channel: "heartbeats" });
    sandbox.tick("BTC-USD", 5);
    await clock.run(3_000);
    expect(stream.take().map(({ events: [{ subscriptions }] }) => subscriptions)).toEqual([
      { level2: ["ETH-USD"], heartbeats: ["heartbeats"] },
      { level2: ["ETH-USD"], heartbeats: ["heartbeats"] },
      { heartbeats: ["heartbeats"] },
      {},
      {},
    ]);
  });
});

describe("heartbeats", () => {
  test("come once a second when subscribed to, and count with a number", async () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("ticker", "BTC-USD");
    await clock.run(3_000);
    stream.subscribe("heartbeats");
    stream.subscribe("heartbeats");
    stream.take();
    await clock.run(3_999);
    const frames = stream.take();
    expect(frames.map(({ events: [{ heartbeat_counter }] }) => heartbeat_counter)).toEqual([0, 1, 2]);
    expect(frames[2].timestamp).toMatch(/^2026-01-05T12:00:06\./);
    expect(frames[2].events[0].current_time).toMatch(/^2026-01-05 12:00:06\.\d{9} \+0000 UTC m=\+6\.\d{9}$/);
  });
});

describe("an error", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["another type", '{"type":"hello","channel":"ticker"}'],
    ["two channels at once", '{"type":"subscribe","channel":["ticker","level2"]}'],
    ["one product that is no list", '{"type":"subscribe","channel":"ticker","product_ids":"BTC-USD"}'],
    ["products that are no text", '{"type":"subscribe","channel":"ticker","product_ids":[1]}'],
    ["a token that is no text", '{"type":"subscribe","channel":"ticker","jwt":1}'],
  ])("answers %s, has no number, and keeps the connection open", (_, text) => {
    const stream = openStream(sandbox, clock);
    stream.sendText(text);
    const [error] = stream.take();
    expect(Object.keys(error)).toEqual(["type", "message"]);
    expect(error.type).toBe("error");
    stream.subscribe("heartbeats");
    expect(stream.take()).toMatchObject([{ channel: "subscriptions", sequence_num: 0 }]);
  });

  test.each(["heartbeat", "full", "l2_data", "toString", "", "candles"])(
    "reports authentication failure for the channel %j, once, and keeps the connection open",
    async (channel) => {
      const stream = openStream(sandbox, clock);
      stream.subscribe(channel, "BTC-USD");
      await clock.run(30_000);
      expect(stream.take()).toEqual([FAILURE]);
      expect(stream.closed).toEqual([]);
    },
  );

  test("answers too many messages without a token in a second, and does not count those with one", () => {
    const limited = createCoinbaseSandbox({ clock });
    const stream = openStream(limited, clock);
    for (let message = 0; message < 9; message++) stream.send({ channel: "heartbeats" });
    stream.subscribe("heartbeats");
    const frames = stream.take();
    expect(frames.slice(0, 8).every(({ channel }) => channel === "subscriptions")).toBe(true);
    expect(frames[8]).toEqual({ type: "error", message: "rate limit exceeded" });
    expect(frames[9]).toMatchObject({ channel: "subscriptions", sequence_num: 8 });
  });
});

describe("the user's host", () => {
  test("serves the user channels and heartbeats, but no market data", () => {
    const stream = openStream(sandbox, clock, { host: "user" });
    for (const channel of ["heartbeats", "user", "futures_balance_summary"]) stream.subscribe(channel);
    expect(stream.take().map(({ channel }) => channel)).toEqual([
      "subscriptions",
      "subscriptions",
      "user",
      "subscriptions",
    ]);
    for (const channel of ["level2", "market_trades", "ticker"]) stream.subscribe(channel, "BTC-USD");
    expect(stream.take()).toEqual([FAILURE, FAILURE, FAILURE]);
  });

  test("shares the user channel with the market's host, but alone has the futures channel", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("user");
    stream.subscribe("futures_balance_summary");
    expect(stream.take()).toMatchObject([{ channel: "subscriptions" }, { channel: "user" }, FAILURE]);
  });
});

describe("a connection", () => {
  test("is closed after five seconds without a subscribe message", async () => {
    const [silent, speaking] = [openStream(sandbox, clock), openStream(sandbox, clock)];
    await clock.run(4_999);
    speaking.subscribe("heartbeats");
    silent.sendText("{");
    silent.send({ type: "unsubscribe", channel: "heartbeats" });
    expect(sandbox.connections().map(({ number }) => number)).toEqual([1, 2]);
    await clock.run(1);
    expect(silent.closed).toMatchObject([{ code: 1008 }]);
    expect(speaking.closed).toEqual([]);
    expect(sandbox.connections()).toEqual([{ number: 2, host: "market" }]);
  });

  test("is closed after ninety seconds without a message, and heartbeats keep it open", async () => {
    const [quiet, beating] = [openStream(sandbox, clock), openStream(sandbox, clock)];
    quiet.subscribe("level2", "BTC-USD");
    beating.subscribe("heartbeats");
    await clock.run(60_000);
    sandbox.tick("BTC-USD");
    await clock.run(89_999);
    expect(quiet.closed).toEqual([]);
    await clock.run(1);
    expect(quiet.closed).toMatchObject([{ code: 1008 }]);
    expect(beating.closed).toEqual([]);
  });

  test("closed by its client is answered with the same code, and gets no more frames", async () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("heartbeats");
    stream.subscribe("level2", "BTC-USD");
    stream.take();
    stream.close(4321);
    stream.subscribe("ticker", "BTC-USD");
    sandbox.tick("BTC-USD");
    await clock.run(5_000);
    expect(stream.closed).toEqual([{ code: 4321, reason: "" }]);
    expect(stream.take()).toEqual([]);
    expect(sandbox.connections()).toEqual([]);
  });

  test("can be closed by a test, for one host or all, with any valid code", () => {
    const market = openStream(sandbox, clock);
    const user = openStream(sandbox, clock, { host: "user" });
    sandbox.disconnect({ host: "user", code: 1012 });
    expect(user.closed).toEqual([{ code: 1012, reason: "" }]);
    expect(market.closed).toEqual([]);
    sandbox.disconnect();
    expect(market.closed).toEqual([{ code: 1001, reason: "" }]);
    expect(() => sandbox.disconnect({ code: 1004 })).toThrow(RangeError);
  });

  test("leaves no timer behind", async () => {
    let running = 0;
    const counting = {
      ...clock,
      sleep: async (milliseconds: number, signal: AbortSignal) => {
        running += 1;
        await clock.sleep(milliseconds, signal).finally(() => {
          running -= 1;
        });
      },
    };
    const venue = createCoinbaseSandbox({ clock: counting, ticksPerSecond: 5, rateLimits: false });
    const stream = openStream(venue, clock);
    for (const channel of ["level2", "market_trades", "heartbeats"]) stream.subscribe(channel, "BTC-USD");
    venue.trade("BTC-USD", { side: "BUY", size: "0.001" });
    expect(running).toBeGreaterThan(3);
    venue.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toBe(0);
  });
});

test("keeps a client's messages, with a fingerprint for the token", () => {
  const stream = openStream(sandbox, clock, { host: "user" });
  stream.subscribe("user", "BTC-USD");
  stream.subscribe("user", "BTC-USD");
  const [first, second] = sandbox.streamMessages;
  expect(first).toMatchObject({ connection: 1, host: "user" });
  expect(first?.text).toMatch(
    /"channel":"user","product_ids":\["BTC-USD"\],"jwt":"\[redacted [0-9a-f]{12}\]"/,
  );
  expect(first?.text).not.toBe(second?.text);
  expect(JSON.stringify(sandbox.streamMessages)).not.toContain("eyJ");
});
