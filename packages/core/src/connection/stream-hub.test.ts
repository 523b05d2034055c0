import { describe, expect, test } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import {
  BTC,
  CROSSED,
  createTestStream,
  ETH,
  recordingSink,
  TRADES,
} from "../testdata/streams/test-stream.ts";

describe("a topic", () => {
  test("is subscribed after the keep-alive topics, in one frame per channel", async () => {
    const { venue, attach } = createTestStream();
    const sinks = [BTC, ETH, TRADES].map((topic) => attach(topic));
    await nextTurn();
    expect(venue.requests.map(({ action, channel, keys }) => [action, channel, ...keys])).toEqual([
      ["subscribe", "heartbeats", ""],
      ["subscribe", "level2", "BTC-USD", "ETH-USD"],
      ["subscribe", "trades", "BTC-USD"],
    ]);
    expect(sinks.map(({ told }) => told)).toEqual(Array(3).fill(["confirmed", "snapshot"]));
  });

  test("that joins a running connection is requested alone", async () => {
    const { venue, subscribe } = createTestStream();
    const first = await subscribe(BTC);
    await subscribe(ETH);
    expect(venue.requests.at(-1)).toMatchObject({ action: "subscribe", keys: ["ETH-USD"] });
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(first.told).toEqual(["confirmed", "snapshot"]);
  });

  test("that joins or leaves in the same turn as others shares their frames", async () => {
    const { hub, venue, subscribe, attach } = createTestStream();
    await subscribe(TRADES);
    const sinks = [attach(BTC), attach(ETH)];
    await nextTurn();
    await Promise.all([BTC, ETH].map((topic, index) => hub.detach(topic, sinks[index] ?? recordingSink())));
    await nextTurn();
    expect(venue.requests.slice(2).map(({ action, keys }) => [action, ...keys])).toEqual([
      ["subscribe", "BTC-USD", "ETH-USD"],
      ["unsubscribe", "BTC-USD", "ETH-USD"],
    ]);
  });

  test("W7: gets a snapshot that comes before its confirmation", async () => {
    const { venue, subscribe } = createTestStream();
    venue.snapshotFirst = true;
    expect((await subscribe(BTC)).told).toEqual(["snapshot", "confirmed"]);
  });

  test("gets its own events, in order", async () => {
    const { venue, subscribe } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    venue.publish("level2", "BTC-USD", { type: "1" });
    venue.publish("level2", "ETH-USD", { type: "2" });
    venue.publish("level2", "BTC-USD", { type: "3" });
    expect(btc.told.slice(2)).toEqual(["1", "3"]);
    expect(eth.told.slice(2)).toEqual(["2"]);
  });

  test("that is detached gets nothing more, and is unsubscribed while the others continue", async () => {
    const { hub, venue, subscribe } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    await hub.detach(BTC, btc);
    venue.publish("level2", "BTC-USD", { type: "late" });
    await nextTurn();
    venue.publish("level2", "ETH-USD", { type: "1" });
    expect(venue.subscribed()).toEqual(["level2 ETH-USD"]);
    expect(btc.told).toEqual(["confirmed", "snapshot"]);
    expect(eth.told).toEqual(["confirmed", "snapshot", "1"]);
  });

  test("is detached by its own sink only", async () => {
    const { hub, venue, subscribe } = createTestStream();
    await subscribe(BTC);
    await hub.detach(BTC, recordingSink());
    await hub.detach(ETH, recordingSink());
    await nextTurn();
    expect(venue.subscribed()).toEqual(["level2 BTC-USD"]);
    expect(() => hub.attach(BTC, recordingSink())).toThrow("the topic has a sink already");
  });

  test("above the limit of a connection gets another one, and a free place is used again", async () => {
    const { hub, venue, subscribe } = createTestStream({ protocol: { topicsPerConnection: 2 } });
    const first = await subscribe(BTC);
    for (const topic of [ETH, TRADES, { channel: "trades", key: "ETH-USD" }]) await subscribe(topic);
    expect(venue.sockets.sockets).toHaveLength(2);
    await hub.detach(BTC, first);
    await subscribe({ channel: "level2", key: "SOL-USD" });
    expect(venue.sockets.sockets).toHaveLength(2);
    expect(venue.subscribed()).toHaveLength(4);
  });
});

describe("W22: without topics", () => {
  test("there is neither a socket nor a timer before the first topic", async () => {
    const { venue, clock } = createTestStream();
    await clock.advance(120_000);
    expect(venue.sockets.sockets).toHaveLength(0);
    expect(clock.timers()).toBe(0);
  });

  test("the connection is closed, and a later topic opens another", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    const sink = await subscribe(BTC);
    await hub.detach(BTC, sink);
    expect(venue.sockets.last).toMatchObject({ state: "closed", endedBy: "close" });
    await clock.advance(120_000);
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(clock.timers()).toBe(0);
    expect((await subscribe(BTC)).told).toEqual(["confirmed", "snapshot"]);
  });

  test("a venue that does not answer the close is cut after half a second", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    venue.stalls = true;
    const sink = await subscribe(BTC);
    const detached = hub.detach(BTC, sink);
    await clock.advance(499);
    expect(venue.sockets.last.endedBy).toBe("close");
    await clock.advance(1);
    await detached;
    expect(venue.sockets.last.endedBy).toBe("terminate");
    expect(clock.timers()).toBe(0);
    expect(venue.sockets.listeners()).toBe(0);
  });

  test("W19: a topic during the close does not wait for it, and there are never two sockets", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    venue.stalls = true;
    const sink = await subscribe(BTC);
    const detached = hub.detach(BTC, sink);
    expect((await subscribe(ETH)).told).toEqual(["confirmed", "snapshot"]);
    await detached;
    expect(venue.sockets.sockets.map(({ endedBy }) => endedBy)).toEqual(["terminate", undefined]);
    expect(venue.sockets.mostLive).toBe(1);
    await hub.detach(ETH, sink);
    await clock.advance(500);
    expect(venue.subscribed()).toEqual(["level2 ETH-USD"]);
  });
});

describe("W15: the end of a topic comes at any time", () => {
  test("while the socket is created: none is left", async () => {
    const { hub, venue, attach, clock } = createTestStream();
    const sink = attach(BTC);
    await hub.detach(BTC, sink);
    await clock.advance(60_000);
    expect(venue.requests).toEqual([]);
    expect(venue.sockets.live()).toBe(0);
    expect(venue.sockets.listeners()).toBe(0);
    expect(clock.timers()).toBe(0);
  });

  test("during the handshake: it is cut", async () => {
    const { hub, venue, attach, clock } = createTestStream();
    venue.connect = () => {};
    const sink = attach(BTC);
    await nextTurn();
    await hub.detach(BTC, sink);
    await nextTurn();
    expect(venue.sockets.last).toMatchObject({ state: "closed", endedBy: "terminate" });
    expect(venue.sockets.listeners()).toBe(0);
    expect(clock.timers()).toBe(0);
    expect(sink.told).toEqual([]);
  });

  test("during the signature: its frame is not sent, and the others are signed again", async () => {
    const signed: Array<(text: string) => void> = [];
    const write = async (action: string, channel: string, keys: readonly string[]): Promise<string[]> => {
      if (channel === "level2") await new Promise<string>((resolve) => signed.push(resolve));
      return [JSON.stringify({ action, channel, keys })];
    };
    const { hub, venue, attach } = createTestStream({ protocol: { write } });
    const [btc, eth] = [attach(BTC), attach(ETH)];
    await nextTurn();
    await hub.detach(BTC, btc);
    signed[0]?.("");
    await nextTurn();
    signed[1]?.("");
    await nextTurn();
    expect(venue.requests.map(({ keys }) => keys)).toEqual([[""], ["ETH-USD"]]);
    expect(btc.told).toEqual([]);
    expect(eth.told).toEqual(["confirmed", "snapshot"]);
  });

  test("during the back-off: there is no further attempt", async () => {
    const { hub, venue, attach, clock } = createTestStream();
    venue.connect = (socket) => socket.fail();
    const sink = attach(BTC);
    await nextTurn();
    expect(sink.told).toEqual(["lost CONNECTION_FAILED"]);
    await hub.detach(BTC, sink);
    await clock.advance(120_000);
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(clock.timers()).toBe(0);
  });

  test("W21: a topic in its place waits for the rest of the back-off", async () => {
    const { hub, venue, attach, clock } = createTestStream();
    venue.connect = (socket) => socket.fail();
    const sink = attach(BTC);
    await nextTurn();
    await hub.detach(BTC, sink);
    attach(ETH);
    await clock.advance(499);
    expect(venue.sockets.sockets).toHaveLength(1);
    await clock.advance(1);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("between snapshot and confirmation, and within its own callbacks", async () => {
    const { hub, venue, clock } = createTestStream();
    venue.snapshotFirst = true;
    for (const step of ["receive", "confirmed"] as const) {
      const sink = recordingSink();
      const leave = { ...sink, [step]: () => void hub.detach(BTC, leave) };
      hub.attach(BTC, leave);
      await nextTurn();
      expect(sink.told).toEqual(step === "receive" ? [] : ["snapshot"]);
    }
    await nextTurn();
    expect(venue.sockets.live()).toBe(0);
    expect(clock.timers()).toBe(0);
  });
});

test("W19: a sink that attaches another topic during a loss opens no second socket", async () => {
  const { hub, venue, clock, attach } = createTestStream();
  const sink = recordingSink();
  hub.attach(BTC, { ...sink, lost: () => void attach(ETH) });
  await nextTurn();
  venue.sockets.last.close(1006);
  await nextTurn();
  expect(venue.sockets.sockets).toHaveLength(1);
  await clock.advance(500);
  expect(venue.sockets.sockets).toHaveLength(2);
  expect(venue.subscribed()).toEqual(["level2 BTC-USD", "level2 ETH-USD"]);
});

test("a sink that leaves and throws in one event leaves as usual", async () => {
  const { hub, venue, subscribe, logged, clock } = createTestStream();
  await subscribe(ETH);
  const sink = recordingSink();
  const leaving = {
    ...sink,
    receive: () => {
      void hub.detach(BTC, leaving);
      throw CROSSED();
    },
  };
  hub.attach(BTC, leaving);
  await clock.advance(500);
  expect(sink.told).toEqual(["confirmed"]);
  expect(logged).toEqual([]);
  expect(venue.subscribed()).toEqual(["level2 ETH-USD"]);
});

describe("W18: a topic that is detached and attached again at once", () => {
  test("gets its own snapshot, and nothing of the old subscription", async () => {
    const { hub, venue, subscribe, attach } = createTestStream();
    await subscribe(ETH);
    const old = await subscribe(BTC);
    void hub.detach(BTC, old);
    const fresh = attach(BTC);
    venue.publish("level2", "BTC-USD", { type: "late" });
    await nextTurn();
    venue.publish("level2", "BTC-USD", { type: "1" });
    expect(old.told).toEqual(["confirmed", "snapshot"]);
    expect(fresh.told).toEqual(["confirmed", "snapshot", "1"]);
    expect(venue.requests.slice(2).map(({ action, keys }) => [action, ...keys])).toEqual([
      ["subscribe", "BTC-USD"],
      ["unsubscribe", "BTC-USD"],
      ["subscribe", "BTC-USD"],
    ]);
  });

  test("is not refused by an answer to an older frame", async () => {
    const { hub, venue, subscribe, attach } = createTestStream();
    await subscribe(ETH);
    venue.answer = () => "nothing";
    const first = await subscribe(BTC);
    void hub.detach(BTC, first);
    await nextTurn();
    const second = attach(BTC);
    await nextTurn();
    const others = [{ channel: "heartbeats" }, ETH];
    // To the first subscription, which is of no interest any more; then to the end of it.
    venue.send({ subscribed: [...others, BTC] });
    expect(second.told).toEqual([]);
    venue.send({ subscribed: others });
    await nextTurn();
    expect(second.told).toEqual([]);
    venue.send({ subscribed: [...others, BTC] });
    expect(second.told).toEqual(["confirmed"]);
    expect(first.told).toEqual([]);
  });

  test("is confirmed by any answer that lists it", async () => {
    const { venue, subscribe } = createTestStream();
    venue.answer = ({ channel }) => (channel === "heartbeats" ? "acknowledge" : "nothing");
    const [btc, trades] = [await subscribe(BTC), await subscribe(TRADES)];
    venue.send({ subscribed: [BTC, TRADES] });
    expect([btc.told, trades.told]).toEqual([["confirmed"], ["confirmed"]]);
    venue.send({ subscribed: [BTC, TRADES] });
    expect([btc.told, trades.told]).toEqual([["confirmed"], ["confirmed"]]);
  });
});

describe("closing the hub", () => {
  test("ends everything at once, without a word to its sinks", async () => {
    const { hub, venue, subscribe, clock } = createTestStream({ protocol: { topicsPerConnection: 1 } });
    const sinks = [await subscribe(BTC), await subscribe(ETH)];
    await hub.close();
    await hub.close();
    venue.send({ data: [{ ...ETH, events: [{ type: "late" }] }] });
    await clock.advance(120_000);
    expect(venue.sockets.live()).toBe(0);
    expect(venue.sockets.listeners()).toBe(0);
    expect(clock.timers()).toBe(0);
    expect(sinks.map(({ told }) => told)).toEqual(Array(2).fill(["confirmed", "snapshot"]));
  });

  test("takes half a second with a venue that does not answer", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    venue.stalls = true;
    await subscribe(BTC);
    const closed = hub.close();
    await clock.advance(500);
    await closed;
    expect(venue.sockets.last.endedBy).toBe("terminate");
    expect(clock.timers()).toBe(0);
  });

  test("waits for a close that is under way", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    venue.stalls = true;
    const sink = await subscribe(BTC);
    void hub.detach(BTC, sink);
    let isClosed = false;
    void hub.close().then(() => {
      isClosed = true;
    });
    await clock.advance(499);
    expect(isClosed).toBe(false);
    await clock.advance(1);
    expect(isClosed).toBe(true);
    expect(clock.timers()).toBe(0);
  });

  test("ends later topics at once", async () => {
    const { hub, venue, attach } = createTestStream();
    await hub.close();
    const sink = attach(BTC);
    await nextTurn();
    expect(sink.errors).toMatchObject([
      { kind: "aborted", code: "CLIENT_CLOSED", venue: "testvenue", operation: "stream", sent: "no" },
    ]);
    expect(sink.errors[0]).toBeInstanceOf(VenueError);
    expect(venue.sockets.sockets).toHaveLength(0);
  });

  test.each(["connecting", "waiting", "signing"])("leaves nothing while %s", async (when) => {
    const write = (): Promise<string[]> => new Promise(() => {});
    const { hub, venue, attach, clock } = createTestStream(when === "signing" ? { protocol: { write } } : {});
    if (when === "connecting") venue.connect = () => {};
    if (when === "waiting") venue.connect = (socket) => socket.fail();
    const sink = attach(BTC);
    await nextTurn();
    const told = sink.told.length;
    await hub.close();
    await clock.advance(120_000);
    expect(sink.told).toHaveLength(told);
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(venue.sockets.live()).toBe(0);
    expect(venue.sockets.listeners()).toBe(0);
    expect(clock.timers()).toBe(0);
  });

  test("is possible in a sink whose topic is confirmed together with others", async () => {
    const { hub, attach } = createTestStream();
    const closing = recordingSink();
    hub.attach(BTC, { ...closing, confirmed: () => void hub.close() });
    const eth = attach(ETH);
    await nextTurn();
    expect(eth.told).toEqual([]);
  });

  test("is possible in a sink in the middle of a frame for others", async () => {
    const { hub, venue, subscribe } = createTestStream();
    const eth = await subscribe(ETH);
    const btc = recordingSink();
    const closing = { ...btc, receive: () => void hub.close() };
    venue.answer = ({ keys }) => (keys.includes("BTC-USD") ? "nothing" : "acknowledge");
    hub.attach(BTC, closing);
    await nextTurn();
    venue.send({ data: [BTC, ETH].map((topic) => ({ ...topic, events: [{ type: "late" }] })) });
    await nextTurn();
    expect(eth.told).toEqual(["confirmed", "snapshot"]);
    expect(venue.sockets.live()).toBe(0);
  });
});
