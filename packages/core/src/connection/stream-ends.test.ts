import { describe, expect, test } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { BTC, createTestStream, ETH, recordingSink } from "../testdata/streams/test-stream.ts";

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
