import { describe, expect, test, vi } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createSession, level2, read, readText, trades } from "../../testdata/streams/coinbase-session.ts";
import { isSnapshot } from "./is-snapshot.ts";
import type { SessionParts, SocketSession, StreamMessage, Topic } from "./socket-protocol.ts";

/** Writes a request that takes one frame. */
async function write(
  session: SocketSession,
  ...request: Parameters<SocketSession["write"]>
): Promise<unknown> {
  const [text, ...others] = await session.write(...request);
  expect(others).toEqual([]);
  return JSON.parse(text ?? "");
}

/** Returns the number of events for each topic, as "channel key: number". */
function topicsOf({ data = [] }: StreamMessage): string[] {
  return data.map(({ channel, key, events }) => `${channel} ${key}: ${events.length}`);
}

describe("a written frame", () => {
  test("names one channel, with its products if it has any", async () => {
    const session = createSession();
    expect(await write(session, "subscribe", "level2", ["BTC-USD", "ETH-USD"])).toEqual({
      type: "subscribe",
      channel: "level2",
      product_ids: ["BTC-USD", "ETH-USD"],
    });
    expect(await write(session, "unsubscribe", "heartbeats", [""])).toEqual({
      type: "unsubscribe",
      channel: "heartbeats",
    });
  });

  test("is signed afresh for its own content, which a signature cannot change", async () => {
    const sign = vi
      .fn<SessionParts["sign"]>()
      .mockResolvedValueOnce({ jwt: "token-1" })
      .mockResolvedValueOnce({ jwt: "token-2", type: "unsubscribe", channel: "evil", product_ids: "evil" });
    const session = createSession({ sign });
    expect(await write(session, "subscribe", "user", [""])).toEqual({
      jwt: "token-1",
      type: "subscribe",
      channel: "user",
    });
    expect(await write(session, "subscribe", "level2", ["BTC-USD"])).toEqual({
      jwt: "token-2",
      type: "subscribe",
      channel: "level2",
      product_ids: ["BTC-USD"],
    });
    expect(sign.mock.calls).toEqual([
      [{ action: "subscribe", channel: "user", products: [] }],
      [{ action: "subscribe", channel: "level2", products: ["BTC-USD"] }],
    ]);
  });

  test("for a private channel needs a signature", async () => {
    expect(await failureOf(createSession().write("subscribe", "user", [""]))).toMatchObject({
      kind: "unsupported",
      field: "signer",
      venue: "testvenue",
    });
  });
});

describe("an acknowledgement", () => {
  /** Reads an acknowledgement after a frame that requested these topics. */
  const acknowledge = (subscriptions: unknown, requested: readonly Topic[] = []): StreamMessage => {
    const session = createSession();
    session.sent?.("subscribe", requested);
    return read(
      { channel: "subscriptions", timestamp: "t", sequence_num: 0, events: [{ subscriptions }] },
      session,
    );
  };

  test("lists all subscriptions", () => {
    const subscriptions = {
      level2: ["BTC-USD", "ETH-USD"],
      heartbeats: ["heartbeats"],
      user: ["11111111-2222-4333-8444-555555555555"],
      market_trades: [],
    };
    const requested = [
      { channel: "level2", key: "BTC-USD" },
      { channel: "level2", key: "ETH-USD" },
      { channel: "heartbeats", key: "" },
      { channel: "user", key: "" },
    ];
    expect(acknowledge(subscriptions, requested)).toMatchObject({
      sequence: 0,
      time: "t",
      answer: { confirmed: requested, ended: [], refused: [] },
    });
  });

  test("may be empty", () => {
    const nothing = { confirmed: [], ended: [], refused: [] };
    expect(acknowledge({}).answer).toEqual(nothing);
    expect(read({ channel: "subscriptions", sequence_num: 1, events: [] }).answer).toEqual(nothing);
  });

  test("S12: may list topics that were not requested, with any name", () => {
    const text =
      '{"channel":"subscriptions","sequence_num":1,"events":[{"subscriptions":{"__proto__":["a"],"constructor":["b"],"level2":["__proto__","toString"]}}]}';
    expect(readText(text).answer).toEqual({ confirmed: [], ended: [], refused: [] });
    const requested = [
      { channel: "__proto__", key: "" },
      { channel: "constructor", key: "" },
      { channel: "level2", key: "__proto__" },
      { channel: "level2", key: "toString" },
    ];
    const session = createSession();
    session.sent?.("subscribe", requested);
    expect(readText(text, session).answer).toMatchObject({ confirmed: requested });
  });

  test.each<readonly [string, unknown]>([
    ["a list", []],
    ["null", null],
    ["text", "level2"],
    ["a product that is no list", { level2: "BTC-USD" }],
    ["a product that is an object", { level2: { "BTC-USD": true } }],
  ])("with %s is unreadable", (_case, subscriptions) => {
    expect(() => acknowledge(subscriptions)).toThrow(MalformedReply);
  });
});

describe("a refusal", () => {
  const refuse = (message: unknown, session?: SocketSession): StreamMessage =>
    read({ type: "error", message }, session);

  test.each([
    ["authentication failure", "unauthorized"],
    ["Authentication Failure: bad JWT", "unauthorized"],
    ["you have exceeded the rate limit", "rateLimited"],
    ["no such thing", "rejected"],
    ["constructor", "rejected"],
  ])("%s is %s", (message, kind) => {
    expect(refuse(message)).toEqual({ refusal: { kind, reason: message } });
  });

  test("with a message that is not text is unreadable", () => {
    for (const message of [{}, [], true]) expect(() => refuse(message)).toThrow(MalformedReply);
  });

  test("needs the type error: other messages without a channel mean nothing", () => {
    for (const message of [{}, { type: "info", message: "hello" }, { message: "error" }]) {
      expect(read(message)).toEqual({ refusal: undefined });
    }
  });
});

describe("a frame of data", () => {
  test("has its number and time as the venue sent them", () => {
    expect(read(level2(["BTC-USD"]))).toMatchObject({ sequence: 3, time: "2026-01-02T03:04:05.123456789Z" });
    expect(read(level2([], { timestamp: undefined, sequence_num: undefined }))).toMatchObject({
      sequence: undefined,
      time: undefined,
    });
  });

  test.each([0, 7, "7", "0", 9_007_199_254_740_991, "9007199254740991", null, ""])(
    "may count itself with %o",
    (sequence_num) => {
      const expected = sequence_num === null || sequence_num === "" ? undefined : Number(sequence_num);
      expect(read(level2(["BTC-USD"], { sequence_num })).sequence).toBe(expected);
    },
  );

  test.each([
    -1,
    "-1",
    1.5,
    "1.5",
    1e30,
    "1e3",
    9_007_199_254_740_992,
    "9007199254740993",
    "x",
    true,
    {},
    [],
  ])("with the number %o is unreadable", (sequence_num) => {
    expect(() => read(level2(["BTC-USD"], { sequence_num }))).toThrow(MalformedReply);
  });

  test("has the events of each product, in order", () => {
    const frame = read(level2(["BTC-USD", "ETH-USD", "BTC-USD"]));
    expect(topicsOf(frame)).toEqual(["level2 BTC-USD: 2", "level2 ETH-USD: 1"]);
    expect(topicsOf(read(level2(["BTC-USD"])))).toEqual(["level2 BTC-USD: 1"]);
    expect(topicsOf(read(level2([])))).toEqual([]);
  });

  test("with events about several products has each event once per product", () => {
    const events = [trades("BTC-USD", "ETH-USD", "BTC-USD"), trades("ETH-USD"), trades()];
    const frame = read({ channel: "market_trades", sequence_num: 1, events });
    expect(topicsOf(frame)).toEqual(["market_trades BTC-USD: 1", "market_trades ETH-USD: 2"]);
    const single = read({ channel: "market_trades", sequence_num: 1, events: events.slice(0, 1) });
    expect(topicsOf(single)).toEqual(["market_trades BTC-USD: 1", "market_trades ETH-USD: 1"]);
  });

  test("of a channel without products belongs to one topic", () => {
    const events = [
      { type: "snapshot", orders: [] },
      { type: "update", orders: [] },
    ];
    const frame = read({ channel: "user", sequence_num: 1, events });
    expect(topicsOf(frame)).toEqual(["user : 2"]);
    expect(frame.data?.[0]?.events.map(isSnapshot)).toEqual([true, false]);
  });

  test("S12: may name any product", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(topicsOf(read(level2([name, "BTC-USD"])))).toEqual([`level2 ${name}: 1`, "level2 BTC-USD: 1"]);
      expect(topicsOf(read(level2([name])))).toEqual([`level2 ${name}: 1`]);
    }
  });

  test.each<readonly [string, unknown]>([
    ["none", undefined],
    ["an object", {}],
    ["text", "update"],
    ["a list of null", [null]],
    ["a list of lists", [[]]],
    ["without a product", [{ type: "update", updates: [] }]],
    ["with a product that is an object", [{ type: "update", product_id: {} }]],
  ])("whose events are %s is unreadable", (_case, events) => {
    expect(() => read({ channel: "l2_data", sequence_num: 1, events })).toThrow(MalformedReply);
  });
});
