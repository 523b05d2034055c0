import { describe, expect, test } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { BTC, CROSSED, createTestStream, ETH } from "../testdata/streams/test-stream.ts";
import { STREAM_LIMITS, type StreamLimits } from "./topics/stream-context.ts";

const LIVE = ["confirmed", "snapshot"];

const LONG_CONFIRM: StreamLimits = { ...STREAM_LIMITS, confirmMs: 60_000, messageBytes: 1_000 };

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

  test("is recognised by the close code and by the socket's error", async () => {
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

  test("is forgotten after a connection with another end, but not after one that never opened", async () => {
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

  test("ends attached topics, not later ones", async () => {
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

describe("W10: an unreadable message", () => {
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

  test("leads to growing delays when it repeats, and is not logged", async () => {
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

  test("W10, W16: is a loss, too, when the protocol throws", async () => {
    const read = (): never => {
      throw new TypeError("canaryvalue");
    };
    const { subscribe, logged } = createTestStream({ protocol: { read } });
    expect((await subscribe(BTC)).told).toEqual(["lost MALFORMED"]);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("W11: with an unknown channel or topic is ignored, but counted", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    venue.send({ data: [{ channel: "news", key: "x", events: [{}] }] });
    venue.send({ data: [{ ...ETH, events: [{}] }] });
    venue.send({ data: [{ channel: "__proto__", key: "constructor", events: [{}] }] });
    venue.publish("level2", "BTC-USD", { type: "1" });
    expect(btc.told).toEqual([...LIVE, "1"]);
  });
});

describe("W8: a topic whose sink cannot process its events", () => {
  test("is lost alone, and subscribed again on the same connection", async () => {
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

  test("that fails repeatedly is retried with growing delays, without effect on the others", async () => {
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

  test("W13: whose sink throws another error is handled in the same way, and the error's class is logged", async () => {
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

  test("W13: whose sink throws in every callback does not affect others", async () => {
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
