import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { type CoinbaseSocketFacts, createCoinbaseSockets } from "./coinbase-sockets.ts";
import { isSnapshot } from "./is-snapshot.ts";
import type { SessionParts, SocketSession, StreamMessage, Topic } from "./socket-protocol.ts";

/** The channels are those of https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels */
const FACTS: CoinbaseSocketFacts = {
  channels: {
    heartbeats: {},
    level2: { sentAs: "l2_data", product: { field: "product_id" } },
    market_trades: { product: { field: "product_id", list: "trades" } },
    user: { isPrivate: true },
  },
  heartbeats: "heartbeats",
  refusals: { "authentication failure": "unauthorized", "rate limit": "rateLimited" },
};

function createSession(parts: Partial<SessionParts> = {}): SocketSession {
  return createCoinbaseSockets(FACTS).createSession({
    venue: "testvenue",
    host: "market",
    sign: async () => undefined,
    ...parts,
  });
}

/** The one frame that a request takes. */
async function write(
  session: SocketSession,
  ...request: Parameters<SocketSession["write"]>
): Promise<unknown> {
  const [text, ...others] = await session.write(...request);
  expect(others).toEqual([]);
  return JSON.parse(text ?? "");
}

/** The one message of a frame. */
function readText(text: string, session = createSession()): StreamMessage {
  const [message, ...others] = session.read(text);
  expect(others).toEqual([]);
  if (message === undefined) throw new Error("the frame has no message");
  return message;
}

const read = (message: unknown, session = createSession()): StreamMessage =>
  readText(JSON.stringify(message), session);

/** What a frame has for each topic, as "channel key: number of events". */
function topicsOf({ data = [] }: StreamMessage): string[] {
  return data.map(({ channel, key, events }) => `${channel} ${key}: ${events.length}`);
}

function level2(products: readonly string[], fields: object = {}): object {
  const events = products.map((product_id) => ({ type: "update", product_id, updates: [] }));
  return {
    channel: "l2_data",
    timestamp: "2026-01-02T03:04:05.123456789Z",
    sequence_num: 3,
    events,
    ...fields,
  };
}

const trades = (...products: readonly string[]): object => ({
  type: "update",
  trades: products.map((product_id, index) => ({ trade_id: String(index), product_id })),
});

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
  /** The answer to one frame that asked for these topics. */
  const acknowledge = (subscriptions: unknown, asked: readonly Topic[] = []): StreamMessage => {
    const session = createSession();
    session.sent?.("subscribe", asked);
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
    const asked = [
      { channel: "level2", key: "BTC-USD" },
      { channel: "level2", key: "ETH-USD" },
      { channel: "heartbeats", key: "" },
      { channel: "user", key: "" },
    ];
    expect(acknowledge(subscriptions, asked)).toMatchObject({
      sequence: 0,
      time: "t",
      answer: { confirmed: asked, ended: [], refused: [] },
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
    const asked = [
      { channel: "__proto__", key: "" },
      { channel: "constructor", key: "" },
      { channel: "level2", key: "__proto__" },
      { channel: "level2", key: "toString" },
    ];
    const session = createSession();
    session.sent?.("subscribe", asked);
    expect(readText(text, session).answer).toMatchObject({ confirmed: asked });
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

describe("W11: unknown messages are counted, and mean nothing", () => {
  test.each(["status", "candles", "level2", "__proto__", "constructor", "toString", "hasOwnProperty", "5"])(
    "a channel %s",
    (channel) => {
      const frame = read({ channel, timestamp: "t", sequence_num: 9, events: "whatever" });
      expect(frame).toEqual({ sequence: 9, time: "t", data: [] });
    },
  );

  test("a heartbeat, with a counter that is a number or text", () => {
    for (const heartbeat_counter of [5, "5", null]) {
      const events = [{ current_time: "2026-01-02 03:04:05.1 +0000 UTC m=+1.2", heartbeat_counter }];
      expect(read({ channel: "heartbeats", sequence_num: 9, events })).toMatchObject({
        sequence: 9,
        data: [],
      });
    }
  });

  test("an event of a new type is an event", () => {
    const events = [{ type: "correction", product_id: "BTC-USD" }];
    const { data } = read({ channel: "l2_data", sequence_num: 9, events });
    expect(data?.[0]?.events.map(isSnapshot)).toEqual([false]);
  });
});

describe("W10: an unreadable frame", () => {
  test.each([
    "",
    " ",
    "null",
    "true",
    "5",
    '"text"',
    "[]",
    "[{}]",
    "{",
    '{"channel":',
    "\u0000",
    "<html></html>",
  ])("%o is a MalformedReply", (text) => {
    expect(() => createSession().read(text)).toThrow(MalformedReply);
  });

  test.each([{}, [], true])("a channel that is %o", (channel) => {
    expect(() => read({ channel })).toThrow(MalformedReply);
  });

  test("deep nesting and long texts are read or refused, quickly", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const long = `"${"x".repeat(10_000_000)}"`;
    const session = createSession();
    const started = performance.now();
    for (const value of [
      deep,
      long,
      `${long.slice(0, -1)}\\u0041"`,
      "9".repeat(1_000_000),
      `{"a":${deep}}`,
    ]) {
      for (const field of ["channel", "sequence_num", "timestamp", "events"]) {
        const text = `{"channel":"l2_data","sequence_num":1,"events":[],"${field}":${value}}`;
        expectFrameOrMalformed(session, text);
      }
      expectFrameOrMalformed(session, `{"type":"error","message":${value}}`);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

function expectFrameOrMalformed(session: SocketSession, text: string): void {
  try {
    const { data, answer, refusal, sequence } = readText(text, session);
    if (answer === undefined && refusal === undefined && sequence !== undefined)
      expect(Array.isArray(data)).toBe(true);
    if (sequence !== undefined) expect(Number.isSafeInteger(sequence)).toBe(true);
  } catch (error) {
    if (!(error instanceof MalformedReply)) throw error;
    expect(error.message).not.toContain("canaryvalue");
  }
}

const VALID: readonly object[] = [
  level2(["BTC-USD", "ETH-USD"]),
  { channel: "market_trades", sequence_num: "1", events: [trades("BTC-USD", "ETH-USD")] },
  { channel: "user", sequence_num: 2, events: [{ type: "snapshot", orders: [{ order_id: "canaryvalue" }] }] },
  {
    channel: "subscriptions",
    sequence_num: 3,
    events: [{ subscriptions: { level2: ["BTC-USD"], heartbeats: ["heartbeats"] } }],
  },
  { channel: "heartbeats", sequence_num: 4, events: [{ heartbeat_counter: 1 }] },
  { type: "error", message: "authentication failure" },
];

test("N12: any mutation of a valid frame is read or throws MalformedReply", () => {
  const session = createSession();
  const mutation = fc.tuple(
    fc.constantFrom(...VALID.map((message) => Buffer.from(JSON.stringify(message)))),
    fc.array(fc.tuple(fc.nat(400), fc.constantFrom("set", "cut", "insert", "double"), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    }),
  );
  fc.assert(
    fc.property(mutation, ([valid, changes]) => {
      let bytes = [...valid];
      for (const [where, how, byte] of changes) {
        const at = where % (bytes.length + 1);
        if (how === "set") bytes[at] = byte;
        else if (how === "cut") bytes.splice(at, byte % 16);
        else if (how === "insert") bytes.splice(at, 0, byte);
        else bytes = [...bytes.slice(0, at), ...bytes.slice(Math.max(0, at - (byte % 64)))];
      }
      expectFrameOrMalformed(session, Buffer.from(bytes).toString());
    }),
    { ...SEEDED, numRuns: 2_000 },
  );
});

test("N12: a valid frame with any JSON in any field is read or throws MalformedReply", () => {
  const session = createSession();
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      "__proto__",
      "constructor",
      "snapshot",
      "error",
      "subscriptions",
      "l2_data",
      "user",
      1e30,
      -1,
      1.5,
    ),
  );
  const field = fc.constantFrom(
    "channel",
    "type",
    "events",
    "sequence_num",
    "timestamp",
    "message",
    "__proto__",
  );
  fc.assert(
    fc.property(fc.constantFrom(...VALID), field, value, (valid, name, json) => {
      const others = JSON.stringify({ ...valid, [name]: undefined }).slice(0, -1);
      expectFrameOrMalformed(
        session,
        `${others}${others === "{" ? "" : ","}"${name}":${JSON.stringify(json)}}`,
      );
    }),
    { ...SEEDED, numRuns: 2_000 },
  );
});
