import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { BTC, CROSSED, createTestStream, ETH, recordingSink, TRADES } from "../testdata/test-stream.ts";
import { STREAM_LIMITS, type StreamLimits } from "./stream-limits.ts";

const LIVE = ["confirmed", "snapshot"];

describe("W5: a gap", () => {
  test("makes every topic of the connection lost before anything else, and brings new snapshots", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const [btc, trades] = [await subscribe(BTC), await subscribe(TRADES)];
    venue.skip(1);
    venue.publish("level2", "BTC-USD", { type: "after the gap" });
    expect(btc.told).toEqual([...LIVE, "lost GAP"]);
    expect(trades.told).toEqual([...LIVE, "lost GAP"]);
    expect(venue.sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(venue.sockets.sockets).toHaveLength(2);
    expect(btc.told).toEqual([...LIVE, "lost GAP", ...LIVE]);
    expect(trades.told).toEqual([...LIVE, "lost GAP", ...LIVE]);
  });

  test("says what was expected and what came, in the log and to the sinks", async () => {
    const { hub, venue, logged } = createTestStream();
    const reasons: string[] = [];
    hub.attach(BTC, { ...recordingSink(), lost: ({ reason }) => void reasons.push(reason) });
    await nextTurn();
    venue.skip(2);
    venue.heartbeat();
    expect(reasons).toEqual(["expected message 3, got 5"]);
    expect(logged).toEqual([
      {
        level: "warn",
        message: "stream lost",
        fields: {
          venue: "testvenue",
          topics: ["level2 BTC-USD"],
          count: 1,
          code: "GAP",
          reason: "expected message 3, got 5",
          delayMs: 500,
        },
      },
    ]);
  });

  test("is seen on acknowledgements, heartbeats and unknown channels alike", async () => {
    for (const message of [{ subscribed: [BTC] }, {}, { data: [{ channel: "news", key: "", events: [] }] }]) {
      const { venue, subscribe } = createTestStream();
      const btc = await subscribe(BTC);
      venue.skip(1);
      venue.send(message);
      expect(btc.told).toEqual([...LIVE, "lost GAP"]);
    }
  });

  test("is one when the first message of a connection is not number 0, and when a number is none", async () => {
    for (const sequence of ["1", "NaN", "0.5"]) {
      const { venue, attach } = createTestStream();
      venue.answer = () => "nothing";
      const btc = attach(BTC);
      await nextTurn();
      venue.sendText(`{"sequence":"${sequence}"}`);
      expect(btc.told).toEqual(["lost GAP"]);
    }
  });

  test("is none on venues that do not count", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    venue.sendText('{"data":[{"channel":"level2","key":"BTC-USD","events":[{"type":"1"}]}]}');
    venue.publish("level2", "BTC-USD", { type: "2" });
    expect(btc.told).toEqual([...LIVE, "1", "2"]);
  });

  test("W6: a message that was there already is ignored, whatever is in it", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    const data = [{ ...BTC, events: [{ type: "old" }] }];
    for (const sequence of [0, 1, 2]) {
      venue.sendText(JSON.stringify({ sequence, data, subscribed: [], refusal: { reason: "no" } }));
    }
    venue.publish("level2", "BTC-USD", { type: "new" });
    expect(btc.told).toEqual([...LIVE, "new"]);
    expect(venue.sockets.live()).toBe(1);
  });

  test("W5, W6: whatever is dropped, doubled or swapped, events come gapless or after a loss", async () => {
    const feed = fc.array(
      fc.tuple(fc.nat(40), fc.constantFrom("drop", "double", "swap", "keep", "keep", "keep")),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(feed, async (faults) => {
        const { venue, subscribe, clock } = createTestStream();
        const btc = await subscribe(BTC);
        const before = 3;
        const numbers = faults.map((_, index) => before + index);
        const wire = faults.flatMap(([, fault], index) => {
          const number = before + index;
          if (fault === "drop") return [];
          return fault === "double" ? [number, number] : [number];
        });
        for (const [index, [, fault]] of faults.entries()) {
          const [left, right] = [wire[index], wire[index + 1]];
          if (fault !== "swap" || left === undefined || right === undefined) continue;
          [wire[index], wire[index + 1]] = [right, left];
        }
        for (const number of wire) {
          venue.sendText(
            JSON.stringify({ sequence: number, data: [{ ...BTC, events: [{ type: String(number) }] }] }),
          );
        }
        const lostAt = btc.told.indexOf("lost GAP");
        const events = btc.told.slice(2, lostAt === -1 ? undefined : lostAt);
        expect(events).toEqual(numbers.slice(0, events.length).map(String));
        expect(btc.told.slice(2 + events.length)).toEqual(lostAt === -1 ? [] : ["lost GAP"]);
        const highest = Math.max(before - 1, ...wire);
        expect(lostAt === -1).toBe(events.length === highest - before + 1);
        if (lostAt !== -1) await clock.advance(500);
        expect(btc.told.slice(-2)).toEqual(lostAt === -1 ? btc.told.slice(-2) : LIVE);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });
});

describe("W3: silence", () => {
  test("for as long as the protocol allows ends the connection, which is cut and not closed", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    await clock.advance(9_999);
    expect(btc.told).toEqual(LIVE);
    await clock.advance(1);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    expect(venue.sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE", ...LIVE]);
  });

  test("is broken by any message that is new, and one timer watches over all of them", async () => {
    const { subscribe, live, clock, venue } = createTestStream();
    const btc = await subscribe(BTC);
    const sleep = vi.spyOn(clock, "sleep");
    await live(120_000);
    expect(btc.told).toEqual(LIVE);
    expect(clock.timers()).toBe(1);
    // Each looks as far ahead as silence may last.
    expect(sleep.mock.calls.length).toBeLessThan(20);
    expect(venue.sockets.sockets).toHaveLength(1);
  });

  test("is not broken by messages that were there already", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    for (let second = 0; second < 10; second++) {
      venue.sendText('{"sequence":1}');
      await clock.advance(1_000);
    }
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
  });

  test("begins with the connection: a venue that accepts and then says nothing is left", async () => {
    const { venue, attach, clock } = createTestStream({ limits: { ...LONG_CONFIRM } });
    venue.answer = () => "nothing";
    const btc = attach(BTC);
    await nextTurn();
    await clock.advance(10_000);
    expect(btc.told).toEqual(["lost SILENCE"]);
  });

  test("W24: after the process was suspended there is one loss and one new connection", async () => {
    const { venue, subscribe, live, clock } = createTestStream();
    const btc = await subscribe(BTC);
    await live(5_000);
    await clock.advance(3_600_000);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    await clock.advance(500);
    await live(60_000);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE", ...LIVE]);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("W24: a message that waited during the suspension is not taken for news", async () => {
    const { venue, clock, hub } = createTestStream();
    const btc = recordingSink();
    let resumes = false;
    const late = { ...btc, confirmed: () => (resumes ? undefined : btc.confirmed()) };
    hub.attach(BTC, late);
    await nextTurn();
    resumes = true;
    const advanced = clock.advance(3_600_000);
    venue.publish("level2", "BTC-USD", { type: "old" });
    await advanced;
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    expect(venue.sockets.sockets).toHaveLength(1);
  });
});

const LONG_CONFIRM: StreamLimits = { ...STREAM_LIMITS, confirmMs: 60_000, messageBytes: 1_000 };

describe("W4: a connection that the venue closes", () => {
  test("is made again after any code", async () => {
    const codes = [
      ...Array.from({ length: 16 }, (_, index) => 1000 + index).filter((code) => code !== 1009),
      3000,
      3999,
      4000,
      4401,
      4999,
    ];
    for (const code of codes) {
      const { venue, subscribe, clock } = createTestStream();
      const btc = await subscribe(BTC);
      for (let round = 1; round <= 5; round++) {
        venue.sockets.last.close(code);
        expect(btc.told.at(-1)).toBe("lost CLOSED");
        await clock.advance(60_000);
        expect(btc.told.slice(-2)).toEqual(LIVE);
      }
      expect(venue.sockets.sockets).toHaveLength(6);
      expect(venue.sockets.mostLive).toBe(1);
    }
  });

  test.each([1012, 1013])("with %i is left alone for five seconds", async (code) => {
    const { venue, subscribe, clock } = createTestStream();
    await subscribe(BTC);
    venue.sockets.last.close(code);
    await clock.advance(5_000);
    expect(venue.sockets.sockets).toHaveLength(1);
    await clock.advance(500);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test.each([1008, 4000, 4999])(
    "with %i three times before it granted anything ends its topics as unauthorized",
    async (code) => {
      const { venue, attach, clock } = createTestStream();
      venue.answer = () => "nothing";
      const btc = attach(BTC);
      for (let round = 1; round <= 3; round++) {
        await nextTurn();
        expect(btc.told).toEqual(round === 1 ? [] : ["lost CLOSED"]);
        venue.sockets.last.close(code);
        await clock.advance(2_000);
      }
      expect(btc.errors).toMatchObject([{ kind: "unauthorized", code: "CLOSED" }]);
      await clock.advance(120_000);
      expect(venue.sockets.sockets).toHaveLength(3);
      expect(clock.timers()).toBe(0);
    },
  );

  test("is tried for ever when it closes normally before it granted anything", async () => {
    const { venue, attach, clock } = createTestStream();
    venue.answer = () => "nothing";
    const btc = attach(BTC);
    for (let round = 1; round <= 10; round++) {
      await nextTurn();
      venue.sockets.last.close(round % 3 === 0 ? 1000 : 1008);
      await clock.advance(60_000);
    }
    expect(btc.told).toEqual(["lost CLOSED"]);
  });
});

describe("W9: a message that is too large", () => {
  const limits = { ...LONG_CONFIRM, messageBytes: 200 };

  test("three times in a row ends the topics of the connection", async () => {
    const { venue, subscribe, clock } = createTestStream({ limits });
    const btc = await subscribe(BTC);
    for (let round = 1; round <= 3; round++) {
      expect(btc.errors).toEqual([]);
      venue.sendText("x".repeat(201));
      await clock.advance(60_000);
    }
    expect(btc.errors).toMatchObject([{ kind: "malformed", code: "MESSAGE_TOO_LARGE", operation: "stream" }]);
    expect(venue.sockets.sockets).toHaveLength(3);
    expect(venue.sockets.live()).toBe(0);
    expect(clock.timers()).toBe(0);
  });

  test("is recognised by the venue's close code, and by the error of a socket", async () => {
    const tooLong = Object.assign(new RangeError("Max payload size exceeded"), {
      code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
    });
    const { venue, subscribe, clock } = createTestStream({ limits });
    const btc = await subscribe(BTC);
    venue.sockets.last.close(1009);
    await clock.advance(60_000);
    venue.sockets.last.fail(tooLong);
    await clock.advance(60_000);
    venue.sendText("x".repeat(201));
    expect(btc.errors).toMatchObject([{ code: "MESSAGE_TOO_LARGE" }]);
  });

  test("is forgotten once something else happened to a connection, but not by one that could not be made", async () => {
    const { venue, subscribe, clock } = createTestStream({ limits, random: () => 0 });
    const btc = await subscribe(BTC);
    const { connect } = venue;
    const sendTooLarge = async (): Promise<void> => {
      venue.sendText("x".repeat(201));
      await clock.advance(0);
    };
    for (let round = 1; round <= 3; round++) {
      await sendTooLarge();
      await sendTooLarge();
      venue.sockets.last.close(1001);
      await clock.advance(0);
    }
    expect(btc.errors).toEqual([]);
    await sendTooLarge();
    venue.connect = (socket) => socket.fail();
    await sendTooLarge();
    venue.connect = connect;
    await clock.advance(0);
    expect(btc.errors).toEqual([]);
    await sendTooLarge();
    expect(btc.errors).toMatchObject([{ code: "MESSAGE_TOO_LARGE" }]);
  });

  test("ends what was attached, not what comes later", async () => {
    const { venue, subscribe, attach, clock } = createTestStream({ limits });
    await subscribe(BTC);
    for (let round = 1; round <= 3; round++) {
      venue.sendText("x".repeat(201));
      await clock.advance(4_000);
    }
    const again = attach(BTC);
    await clock.advance(4_000);
    expect(again.told).toEqual(LIVE);
  });
});

describe("W10: a message that cannot be read", () => {
  test.each([
    ["JSON that is cut", '{"sequence":3,'],
    ["an array", "[]"],
    ["null", "null"],
    ["a wrong type", '{"sequence":3,"data":{}}'],
    ["deep nesting", "[".repeat(100_000)],
    ["an empty one", ""],
    ["a binary one", new Uint8Array([1])],
    ["a blob", new Blob(["{}"])],
  ])("is a loss, followed by one new connection: %s", async (_name, message) => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    venue.sockets.last.message(message);
    expect(btc.told).toEqual([...LIVE, "lost MALFORMED"]);
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost MALFORMED", ...LIVE]);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("is retried ever more slowly when it comes again and again, and nothing of it is logged", async () => {
    const { venue, subscribe, clock, logged } = createTestStream();
    const btc = await subscribe(BTC);
    for (let minute = 0; minute < 10; minute++) {
      for (let second = 0; second < 60; second++) {
        if (venue.sockets.last.state === "open") venue.sendText('{"canaryvalue');
        await clock.advance(1_000);
      }
    }
    expect(venue.sockets.sockets.length).toBeLessThan(30);
    expect(btc.errors).toEqual([]);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("W10, W16: when the protocol itself breaks, it is the same", async () => {
    const read = (): never => {
      throw new TypeError("canaryvalue");
    };
    const { subscribe, logged } = createTestStream({ protocol: { read } });
    expect((await subscribe(BTC)).told).toEqual(["lost MALFORMED"]);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("W11: unknown channels and topics that nobody wants are ignored, but counted", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    venue.send({ data: [{ channel: "news", key: "x", events: [{}] }] });
    venue.send({ data: [{ ...ETH, events: [{}] }] });
    venue.send({ data: [{ channel: "__proto__", key: "constructor", events: [{}] }] });
    venue.publish("level2", "BTC-USD", { type: "1" });
    expect(btc.told).toEqual([...LIVE, "1"]);
  });
});

describe("W8: a topic whose sink cannot make sense of its events", () => {
  test("is lost alone, left and subscribed anew on the same connection", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    btc.failWith = CROSSED();
    venue.publish("level2", "BTC-USD", { type: "crossed" });
    venue.publish("level2", "BTC-USD", { type: "late" });
    await nextTurn();
    expect(btc.told).toEqual([...LIVE, "lost CROSSED_BOOK"]);
    expect(venue.subscribed()).toEqual(["level2 ETH-USD"]);
    await clock.advance(500);
    venue.publish("level2", "BTC-USD", { type: "1" });
    venue.publish("level2", "ETH-USD", { type: "2" });
    expect(btc.told).toEqual([...LIVE, "lost CROSSED_BOOK", ...LIVE, "1"]);
    expect(eth.told).toEqual([...LIVE, "2"]);
    expect(venue.sockets.sockets).toHaveLength(1);
  });

  test("that fails again and again is tried ever more slowly, and the others do not notice", async () => {
    const { venue, subscribe, live } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    const failing = { enabled: true };
    const receive = btc.receive.bind(btc);
    btc.receive = (...args) => {
      if (failing.enabled) throw CROSSED();
      receive(...args);
    };
    venue.publish("level2", "BTC-USD", {});
    await live(600_000);
    const attempts = venue.requests.filter(({ keys }) => keys.includes("BTC-USD")).length;
    expect(attempts).toBeLessThan(60);
    expect(eth.told).toEqual(LIVE);
    failing.enabled = false;
    await live(60_000);
    expect(btc.told.slice(-2)).toEqual(LIVE);
    expect(venue.sockets.sockets).toHaveLength(1);
  });

  test("W13: a sink that throws something else is our fault: logged by its class, and handled the same", async () => {
    const { venue, subscribe, clock, logged } = createTestStream();
    const btc = await subscribe(BTC);
    btc.failWith = new TypeError("canaryvalue");
    venue.publish("level2", "BTC-USD", {});
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost INTERNAL", ...LIVE]);
    expect(logged.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { error: "TypeError" } },
    ]);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("W13: one that throws out of every callback harms nobody else", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    const fail = (): never => {
      throw new Error("canaryvalue");
    };
    hub.attach(BTC, { confirmed: fail, receive: fail, lost: fail, ended: fail });
    const eth = await subscribe(ETH);
    venue.publish("level2", "BTC-USD", {});
    venue.sockets.last.close(1001);
    await clock.advance(60_000);
    venue.publish("level2", "ETH-USD", { type: "1" });
    expect(eth.told).toEqual([...LIVE, "lost CLOSED", ...LIVE, "1"]);
    await hub.close();
  });
});

describe("a connection that cannot be made", () => {
  test.each(["construct", "send", "close"] as const)(
    "W1: %s that throws is a failure like others",
    async (throwsOn) => {
      const { scriptWebSockets } = await import("../testdata/scripted-web-socket.ts");
      const sockets = scriptWebSockets({ throwsOn, isStandard: true, made: (socket) => socket.open() });
      const { hub, attach, clock } = createTestStream({ WebSocket: sockets.WebSocket });
      const btc = attach(BTC);
      await nextTurn();
      const told = { construct: ["lost CONNECTION_FAILED"], send: ["lost SEND_FAILED"], close: [] };
      expect(btc.told).toEqual(told[throwsOn]);
      await hub.close();
      await clock.advance(60_000);
      expect(clock.timers()).toBe(0);
    },
  );

  test("W2: a handshake that is not answered is given up after ten seconds", async () => {
    const { venue, attach, clock } = createTestStream();
    venue.connect = () => {};
    const btc = attach(BTC);
    await clock.advance(9_999);
    expect(btc.told).toEqual([]);
    await clock.advance(1);
    expect(btc.told).toEqual(["lost HANDSHAKE_TIMEOUT"]);
    expect(venue.sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("W1: names the network's code, and its loss is told once", async () => {
    const { venue, attach, clock, logged } = createTestStream();
    const refused = Object.assign(new Error("connect wss://canaryvalue"), { code: "ECONNREFUSED" });
    venue.connect = (socket) => socket.fail(refused);
    const btc = attach(BTC);
    for (let minute = 0; minute < 10; minute++) await clock.advance(60_000);
    expect(btc.told).toEqual(["lost ECONNREFUSED"]);
    expect(venue.sockets.sockets.length).toBeGreaterThan(5);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
    venue.connect = (socket) => socket.open();
    await clock.advance(60_000);
    expect(btc.told).toEqual(["lost ECONNREFUSED", ...LIVE]);
    expect(logged.at(-1)).toEqual({
      level: "info",
      message: "stream restored",
      fields: { venue: "testvenue", topics: ["level2 BTC-USD"], count: 1 },
    });
  });

  test("W16: a drop after each message that was ever sent or received still ends with everything subscribed once", async () => {
    for (let drop = 1; drop <= 14; drop++) {
      const { venue, attach, clock } = createTestStream();
      let count = 0;
      const countDown = (): void => {
        count += 1;
        if (count === drop) venue.sockets.last.close(1006);
      };
      const { answer } = venue;
      venue.answer = (request) => {
        countDown();
        return venue.sockets.last.state === "open" ? answer(request) : "nothing";
      };
      const sinks = [BTC, ETH, TRADES].map((topic) => {
        const sink = attach(topic);
        const { confirmed } = sink;
        sink.confirmed = () => {
          confirmed();
          countDown();
        };
        return sink;
      });
      for (let second = 0; second < 10; second++) await clock.advance(900);
      expect(venue.subscribed()).toEqual(["level2 BTC-USD", "level2 ETH-USD", "trades BTC-USD"]);
      expect(venue.sockets.mostLive).toBe(1);
      for (const { told } of sinks) expect(told.slice(-2)).toEqual(LIVE);
    }
  });

  test("W19: what an old socket says does not matter any more", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    const old = venue.sockets.last;
    venue.skip(1);
    venue.heartbeat();
    old.message('{"sequence":0,"data":[{"channel":"level2","key":"BTC-USD","events":[{"type":"old"}]}]}');
    await clock.advance(500);
    old.message('{"sequence":4}');
    old.close(1000);
    expect(btc.told).toEqual([...LIVE, "lost GAP", ...LIVE]);
    expect(venue.sockets.live()).toBe(1);
  });
});

test.each([true, false])(
  "a loss is told again after a snapshot or a confirmation (%s)",
  async (snapshotFirst) => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    venue.sockets.last.close(1006);
    venue.answer = ({ channel }) => (channel === "heartbeats" ? "acknowledge" : "nothing");
    await clock.advance(500);
    venue.send(
      snapshotFirst ? { data: [{ ...BTC, events: [{ type: "snapshot" }] }] } : { subscribed: [BTC] },
    );
    venue.sockets.last.close(1006);
    await clock.advance(1_000);
    venue.sockets.last.close(1006);
    expect(btc.told.slice(2)).toEqual([
      "lost CLOSED",
      snapshotFirst ? "snapshot" : "confirmed",
      "lost CLOSED",
    ]);
  },
);

test("W21: a connection that held for 30 s starts the delays anew, one that did not keeps them", async () => {
  const { venue, subscribe, live, clock, logged } = createTestStream();
  await subscribe(BTC);
  for (const heldMs of [0, 29_000, 0, 31_000, 0]) {
    await live(heldMs);
    venue.sockets.last.close(1006);
    await clock.advance(60_000);
  }
  const losses = logged.filter(({ message }) => message === "stream lost");
  expect(losses.map(({ fields }) => fields)).toMatchObject(
    [500, 1_000, 2_000, 500, 1_000].map((delayMs) => ({ delayMs })),
  );
});

test("W20: ten thousand reconnects leave no listener, timer or socket", async () => {
  const { hub, venue, subscribe, clock } = createTestStream({ random: () => 0 });
  await subscribe(BTC);
  for (let round = 0; round < 10_000; round++) {
    if (round % 3 === 0) venue.sockets.last.close(1006);
    else if (round % 3 === 1) venue.sockets.last.fail();
    else venue.sendText("no JSON");
    await clock.advance(0);
  }
  expect(venue.sockets.sockets).toHaveLength(10_001);
  expect(venue.sockets.mostLive).toBe(1);
  expect(venue.subscribed()).toEqual(["level2 BTC-USD"]);
  expect(clock.timers()).toBe(1);
  expect(venue.sockets.listeners()).toBe(venue.sockets.last.listeners());
  await hub.close();
  await nextTurn();
  expect(venue.sockets.listeners()).toBe(0);
  expect(clock.timers()).toBe(0);
  expect(venue.sockets.live()).toBe(0);
});
