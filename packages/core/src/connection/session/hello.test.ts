import { describe, expect, test, vi } from "vitest";
import { defer } from "../../testdata/deferred.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { expectNothingLeft, refusal } from "../../testdata/streams/live-session.ts";
import { createSessionStream } from "../../testdata/streams/session-stream.ts";
import { BTC, ETH, TRADES } from "../../testdata/streams/test-stream.ts";
import { watchRejections } from "../../testdata/unhandled-rejections.ts";
import { STREAM_LIMITS } from "../topics/stream-context.ts";

const HEARTBEATS = { channel: "heartbeats", key: "" } as const;

describe("a hello", () => {
  test("is the first frame, and nothing else is written until it is accepted", async () => {
    const { clock, attach, received, say } = createSessionStream({
      hello: true,
      protocol: { keepAlive: [HEARTBEATS], pingMs: 1_000 },
    });
    const btc = attach(BTC);
    await nextTurn();
    await clock.advance(2_000);
    attach(ETH);
    attach(TRADES);
    await clock.advance(2_000);
    await say({ event: { ...BTC, type: "early" } });
    expect(received()).toEqual(["hello 1"]);
    expect(btc.told).toEqual([]);
    await say({ hello: "accepted" });
    expect(received()).toEqual([
      "hello 1",
      "subscribe 1 heartbeats",
      "subscribe 2 level2 BTC-USD",
      "subscribe 3 level2 ETH-USD",
      "subscribe 4 trades BTC-USD",
    ]);
    await say({ id: "2" });
    expect(btc.told).toEqual(["confirmed"]);
  });

  test("does not delay pongs, which a venue may need before", async () => {
    const { subscribe, received, say } = createSessionStream({ hello: true });
    await subscribe(BTC);
    await say({ ping: "7" });
    expect(received()).toEqual(["hello 1", "pong 7"]);
  });

  test("cannot be accepted before it is sent", async () => {
    const signed = defer<string>();
    const { subscribe, received, say } = createSessionStream({
      session: () => ({ open: () => signed.promise }),
    });
    await subscribe(BTC);
    await say({ hello: "accepted" });
    signed.resolve("hello");
    await nextTurn();
    expect(received()).toEqual(["hello"]);
    await say({ hello: "accepted" });
    expect(received()).toEqual(["hello", "subscribe 1 level2 BTC-USD"]);
  });

  test("is answered once: a later answer changes nothing", async () => {
    const unauthorized = vi.fn();
    const { subscribe, received, say, sockets } = createSessionStream({
      hello: true,
      facts: { unauthorized },
    });
    const btc = await subscribe(BTC);
    await say({ hello: "accepted" });
    await say([
      { id: "1" },
      { hello: "accepted" },
      { helloRefused: refusal("unauthorized") },
      { hello: "accepted" },
    ]);
    expect(received()).toEqual(["hello 1", "subscribe 1 level2 BTC-USD"]);
    expect(btc.told).toEqual(["confirmed"]);
    expect(sockets.live()).toBe(1);
    expect(unauthorized).not.toHaveBeenCalled();
  });

  test("is not awaited on a connection without one", async () => {
    const { subscribe, received, say } = createSessionStream();
    await subscribe(BTC);
    await say([{ helloRefused: refusal("unauthorized") }, { id: "1" }]);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD"]);
  });

  test("is sent again on each connection", async () => {
    const { clock, sockets, subscribe, received } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    sockets.last.close(1006);
    await clock.advance(500);
    sockets.last.close(1006);
    await clock.advance(1_000);
    expect([received(0), received(1), received(2)]).toEqual([["hello 1"], ["hello 2"], ["hello 3"]]);
    expect(btc.told).toEqual(["lost CLOSED"]);
  });
});

describe("a hello without an answer", () => {
  test("is a loss after the confirmation timeout, and is sent again on a new connection", async () => {
    const { clock, sockets, subscribe, received } = createSessionStream({
      hello: true,
      limits: { ...STREAM_LIMITS, confirmMs: 3_000 },
    });
    const btc = await subscribe(BTC);
    await clock.advance(2_999);
    expect(btc.told).toEqual([]);
    await clock.advance(1);
    expect(btc.told).toEqual(["lost UNCONFIRMED"]);
    expect(sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(received()).toEqual(["hello 2"]);
  });

  test("is not answered by any other message", async () => {
    const { clock, subscribe, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    await clock.advance(4_000);
    await say([{ id: "1" }, { event: { ...BTC, type: "early" } }, { refusal: refusal("rejected") }, {}]);
    await clock.advance(1_000);
    expect(btc.told).toEqual(["lost UNCONFIRMED"]);
  });

  test("has no deadline after the answer", async () => {
    const { clock, subscribe, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    await clock.advance(4_000);
    await say({ hello: "accepted" });
    await clock.advance(4_000);
    await say({ id: "1" });
    await clock.advance(30_000);
    expect(btc.told).toEqual(["confirmed"]);
  });

  test("on a socket that closes is a loss, and is sent again on a new connection", async () => {
    const { clock, sockets, subscribe, received } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    sockets.last.close(1011);
    expect(btc.told).toEqual(["lost CLOSED"]);
    // The only timer is the wait for the next connection.
    expect(clock.timers()).toBe(1);
    await clock.advance(500);
    expect(received()).toEqual(["hello 2"]);
  });

  test("on three sockets that the venue closes with its own code ends as unauthorized", async () => {
    const stream = createSessionStream({ hello: true });
    const btc = await stream.subscribe(BTC);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(btc.errors).toEqual([]);
      stream.sockets.last.close(4001);
      await stream.clock.advance(60_000);
    }
    expect(btc.told).toEqual(["lost CLOSED", "ended unauthorized"]);
    expectNothingLeft(stream);
  });

  test("does not end as unauthorized if it was accepted before such a close", async () => {
    const { clock, sockets, subscribe, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await say({ hello: "accepted" });
      sockets.last.close(4001);
      await clock.advance(60_000);
    }
    expect(btc.told).toEqual(["lost CLOSED"]);
  });

  test("leaves neither timer nor socket when its only topic is detached", async () => {
    using rejections = watchRejections();
    for (const during of ["signature", "answer"]) {
      const signed = defer<string>();
      if (during === "answer") signed.resolve("hello");
      const stream = createSessionStream({ session: () => ({ open: () => signed.promise }) });
      const btc = await stream.subscribe(BTC);
      expect(stream.received()).toEqual(during === "answer" ? ["hello"] : []);
      await stream.hub.detach(BTC, btc);
      expectNothingLeft(stream);
      signed.resolve("hello");
      await stream.clock.advance(60_000);
      expect(stream.received()).toEqual(during === "answer" ? ["hello"] : []);
      expect(stream.sockets.sockets).toHaveLength(1);
      expect(btc.told).toEqual([]);
      expectNothingLeft(stream);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("does not subscribe topics that were detached meanwhile", async () => {
    const { hub, subscribe, received, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    await subscribe(ETH);
    await hub.detach(BTC, btc);
    await say({ hello: "accepted" });
    expect(received()).toEqual(["hello 1", "subscribe 1 level2 ETH-USD"]);
  });
});
