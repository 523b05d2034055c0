import { describe, expect, test } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { BTC, createTestStream, ETH, TRADES } from "../testdata/streams/test-stream.ts";

const LIVE = ["confirmed", "snapshot"];

describe("W4: a connection that the venue closes", () => {
  test("is opened again after any code", async () => {
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

  test.each([1012, 1013])("with %i waits five seconds at least", async (code) => {
    const { venue, subscribe, clock } = createTestStream();
    await subscribe(BTC);
    venue.sockets.last.close(code);
    await clock.advance(5_000);
    expect(venue.sockets.sockets).toHaveLength(1);
    await clock.advance(500);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test.each([1008, 4000, 4999])(
    "with %i three times before any confirmation ends its topics as unauthorized",
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

  test("is retried forever when it closes normally before any confirmation", async () => {
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

describe("a connection that cannot be opened", () => {
  test.each(["construct", "send", "close"] as const)(
    "W1: fails like any other when %s throws",
    async (throwsOn) => {
      const { scriptWebSockets } = await import("../testdata/network/scripted-web-socket.ts");
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

  test("W2: ends an unanswered handshake after ten seconds", async () => {
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

  test("W1: names the network's code, and reports its loss once", async () => {
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

  test("W16: ends with every topic subscribed once after a drop at any message", async () => {
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

  test("W19: ignores messages of an old socket", async () => {
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
  "a loss is reported again after a snapshot or a confirmation (%s)",
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

test("W21: a connection that lasted 30 s resets the delays, and a shorter one does not", async () => {
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
