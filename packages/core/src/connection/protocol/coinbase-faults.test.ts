import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { createSession, level2, read, readText, trades } from "../../testdata/streams/coinbase-session.ts";
import { isSnapshot } from "./is-snapshot.ts";
import type { SocketSession } from "./socket-protocol.ts";

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
