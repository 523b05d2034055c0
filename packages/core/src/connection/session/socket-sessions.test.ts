import { describe, expect, test, vi } from "vitest";
import { VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import { createTurns } from "../../http/signing/take-turns.ts";
import type { VenueCall } from "../../http/venue-call.ts";
import { defer } from "../../testdata/deferred.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import {
  acceptFrame,
  createSessionStream,
  type SessionStream,
  type SessionStreamOptions,
} from "../../testdata/streams/session-stream.ts";
import { BTC, ETH, TRADES } from "../../testdata/streams/test-stream.ts";
import { watchRejections } from "../../testdata/unhandled-rejections.ts";
import type { StreamRefusal } from "../protocol/socket-protocol.ts";
import type { SocketFacts } from "../topics/stream-context.ts";
import { STREAM_LIMITS } from "../topics/stream-context.ts";

const HEARTBEATS = { channel: "heartbeats", key: "" } as const;

function refusal(kind: StreamRefusal["kind"], code?: string): StreamRefusal {
  return { kind, code, reason: "the venue said no" };
}

function venueError(kind: VenueErrorKind): VenueError {
  return new VenueError({
    venue: "signer",
    operation: "sign",
    kind,
    code: "NO_KEY",
    reason: "the key is gone",
  });
}

function expectNothingLeft({ sockets, clock }: SessionStream): void {
  expect([sockets.live(), sockets.listeners(), clock.timers()]).toEqual([0, 0, 0]);
}

describe("a session", () => {
  test("is created for each connection: a reconnect counts its requests from 1 again", async () => {
    const { clock, sockets, sessions, subscribe, received, say } = createSessionStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    await say([{ id: "1" }, { id: "2" }]);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "subscribe 2 level2 ETH-USD"]);
    expect(sessions).toHaveLength(1);
    sockets.last.close(1001);
    await clock.advance(500);
    expect(sessions).toHaveLength(2);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "subscribe 2 level2 ETH-USD"]);
    // ETH was number 2 on the connection before as well; that answer is not counted here.
    await say({ id: "1" });
    expect(btc.told).toEqual(["confirmed", "lost CLOSED", "confirmed"]);
    expect(eth.told).toEqual(["confirmed", "lost CLOSED"]);
  });

  test("is created once per connection", async () => {
    const { hub, sessions, subscribe, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await subscribe(ETH);
    await say([{ id: "1" }, { id: "2" }]);
    await hub.detach(BTC, btc);
    await nextTurn();
    await say({ id: "3" });
    await subscribe(BTC);
    expect(sessions).toHaveLength(1);
  });

  test("is created for a second connection when the first is full", async () => {
    const { sockets, sessions, attach, received } = createSessionStream({
      protocol: { topicsPerConnection: 1 },
    });
    const [btc, eth] = [attach(BTC), attach(ETH)];
    await nextTurn();
    expect(sessions).toHaveLength(2);
    expect([received(0), received(1)]).toEqual([
      ["subscribe 1 level2 BTC-USD"],
      ["subscribe 1 level2 ETH-USD"],
    ]);
    sockets.sockets[1]?.message('{"id":"1"}');
    expect([btc.told, eth.told]).toEqual([[], ["confirmed"]]);
  });

  test("knows its host and its venue, and can sign", async () => {
    const sign = vi.fn(async () => ({ signature: "s" }));
    const { sessions, subscribe } = createSessionStream({ facts: { sign } });
    await subscribe(BTC);
    expect(sessions[0]).toMatchObject({ host: "user", venue: "testvenue" });
    const frame = { action: "hello", channel: "", products: [] } as const;
    expect(await sessions[0]?.sign(frame)).toEqual({ signature: "s" });
    expect(sign).toHaveBeenCalledExactlyOnceWith(frame);
  });

  test("that cannot be created on a reconnect is no unhandled rejection", async () => {
    using rejections = watchRejections();
    const session: SessionStreamOptions["session"] = (_parts, number) => {
      if (number === 2) throw new Error("the venue's fault");
      return {};
    };
    const { clock, sockets, subscribe } = createSessionStream({ session });
    await subscribe(BTC);
    sockets.last.close(1001);
    await clock.advance(500);
    expect(await rejections.seen()).toEqual([]);
  });

  test("has its methods called on it, so it can be an instance of a class", async () => {
    const { subscribe, received } = createSessionStream({
      session: () => ({
        ping: () => "by its own means",
        async open() {
          return `hello ${this.ping?.()}`;
        },
      }),
    });
    await subscribe(BTC);
    expect(received()).toEqual(["hello by its own means"]);
  });
});

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

describe("a hello that is refused", () => {
  test.each(["unauthorized", "rejected", "notFound", "unsupported"] as const)(
    "as %s ends every topic that was never confirmed, with its kind and code, and the connection",
    async (kind) => {
      const unauthorized = vi.fn();
      const stream = createSessionStream({ hello: true, facts: { unauthorized } });
      const sinks = [stream.attach(BTC), stream.attach(TRADES)];
      await nextTurn();
      await stream.say({ helloRefused: refusal(kind, "BAD_KEY") });
      for (const { told, errors } of sinks) {
        expect(told).toEqual([`ended ${kind}`]);
        expect(errors).toMatchObject([
          {
            kind,
            code: "BAD_KEY",
            reason: "the venue said no",
            sent: "yes",
            venue: "testvenue",
            operation: "stream",
          },
        ]);
      }
      expect(unauthorized).toHaveBeenCalledTimes(kind === "unauthorized" ? 1 : 0);
      await stream.clock.advance(60_000);
      expect(stream.received()).toEqual(["hello 1"]);
      expect(stream.sockets.sockets).toHaveLength(1);
      expectNothingLeft(stream);
    },
  );

  test("without a code has the code REFUSED", async () => {
    const { subscribe, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    await say({ helloRefused: refusal("rejected") });
    expect(btc.errors).toMatchObject([{ kind: "rejected", code: "REFUSED" }]);
  });

  test("does not repeat the signature that the venue quotes", async () => {
    const signature = "canaryvalue-0123456789";
    const { subscribe, say, logged } = createSessionStream({
      facts: { sign: async () => ({ signature }) },
      session: ({ sign }) => ({
        open: async () => `hello ${(await sign({ action: "hello", channel: "", products: [] }))?.signature}`,
      }),
    });
    const btc = await subscribe(BTC);
    await say({ helloRefused: { kind: "unauthorized", reason: `no such signature:\n${signature}` } });
    expect(btc.errors).toMatchObject([{ kind: "unauthorized", reason: "no such signature: [redacted]" }]);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("leaves two more attempts to a topic that was confirmed before, and none to another", async () => {
    const { clock, sockets, subscribe, attach, say } = createSessionStream({ hello: true });
    const btc = await subscribe(BTC);
    await say({ hello: "accepted" });
    await say({ id: "1" });
    /** Each goes on a connection of its own. */
    const refuse = async (): Promise<void> => {
      await say({ helloRefused: refusal("unauthorized", "BAD_KEY") });
      await clock.advance(60_000);
    };
    sockets.last.close(1001);
    await clock.advance(500);
    const eth = attach(ETH);
    await refuse();
    expect(eth.told).toEqual(["ended unauthorized"]);
    await refuse();
    expect(btc.told).toEqual(["confirmed", "lost CLOSED"]);
    // A confirmation makes up for both.
    await say({ hello: "accepted" });
    await say({ id: "1" });
    expect(btc.told).toEqual(["confirmed", "lost CLOSED", "confirmed"]);
    sockets.last.close(1001);
    await clock.advance(60_000);
    await refuse();
    await refuse();
    expect(btc.told.slice(3)).toEqual(["lost CLOSED"]);
    await refuse();
    expect(btc.told.slice(3)).toEqual(["lost CLOSED", "ended unauthorized"]);
    expect([sockets.live(), clock.timers()]).toEqual([0, 0]);
  });

  test.each(["rateLimited", "unavailable"] as const)(
    "as %s is said again, later each time, for as long as it takes",
    async (kind) => {
      const stream = createSessionStream({ hello: true });
      stream.respond = () => ({ helloRefused: refusal(kind, "SLOW_DOWN") });
      const sinks = [stream.attach(BTC), stream.attach(ETH)];
      await nextTurn();
      for (let second = 0; second < 600; second += 0.5) await stream.clock.advance(500);
      // Halves of bounds that double from one second to a minute.
      expect(stream.connectedAt.slice(0, 8)).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500, 61_500]);
      expect(stream.sockets.sockets.length).toBeLessThan(30);
      for (const { told } of sinks) expect(told).toEqual(["lost SLOW_DOWN"]);
      stream.respond = acceptFrame;
      for (let second = 0; second < 120; second += 1) {
        await stream.clock.advance(1_000);
        await stream.say([]);
      }
      for (const { told } of sinks) expect(told).toEqual(["lost SLOW_DOWN", "confirmed"]);
      expect(stream.sockets.mostLive).toBe(1);
    },
  );

  test("does not prevent a topic that is attached again in its own callback", async () => {
    const stream = createSessionStream({ hello: true });
    const btc = await stream.subscribe(BTC);
    let again = btc;
    const { ended } = btc;
    btc.ended = (error) => {
      ended(error);
      again = stream.attach(BTC);
    };
    await stream.say({ helloRefused: refusal("unauthorized") });
    stream.respond = acceptFrame;
    await stream.clock.advance(500);
    expect(btc.told).toEqual(["ended unauthorized"]);
    expect(again.told.at(-1)).toBe("confirmed");
    expect(stream.sockets.mostLive).toBe(1);
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
    // No more than the wait for the next connection.
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

describe("a hello that cannot be written", () => {
  test.each(["unsupported", "unauthorized", "invalidInput"] as const)(
    "for good (%s) ends its topics, and nothing was sent",
    async (kind) => {
      const stream = createSessionStream({
        session: () => ({ open: () => Promise.reject(venueError(kind)) }),
      });
      const sinks = [stream.attach(BTC), stream.attach(TRADES)];
      await nextTurn();
      for (const { told, errors } of sinks) {
        expect(told).toEqual([`ended ${kind}`]);
        expect(errors).toMatchObject([
          {
            kind,
            code: "NO_KEY",
            reason: "the key is gone",
            sent: "no",
            venue: "testvenue",
            operation: "stream",
          },
        ]);
      }
      await stream.clock.advance(60_000);
      expect(stream.received()).toEqual([]);
      expect(stream.sockets.sockets).toHaveLength(1);
      expectNothingLeft(stream);
    },
  );

  test.each([
    ["a signer that is down", venueError("unavailable"), "lost NO_KEY"],
    ["a signer that took too long", venueError("timeout"), "lost NO_KEY"],
    ["a fault that quotes a key", new Error("canaryvalue"), "lost SIGNING_FAILED"],
    ["nothing", undefined, "lost SIGNING_FAILED"],
  ])("for a transient reason is tried again on a new connection, and quotes nothing: %s", async (_name, thrown, lost) => {
    let isDown = true;
    const stream = createSessionStream({
      session: (_parts, number) => ({
        open: async () => {
          if (isDown) throw thrown;
          return `hello ${number}`;
        },
      }),
    });
    stream.respond = acceptFrame;
    const btc = await stream.subscribe(BTC);
    for (let second = 0; second < 60; second += 0.5) await stream.clock.advance(500);
    expect(stream.connectedAt.slice(0, 5)).toEqual([0, 500, 1_500, 3_500, 7_500]);
    expect(btc.told).toEqual([lost]);
    isDown = false;
    await stream.clock.advance(30_000);
    expect(btc.told).toEqual([lost, "confirmed"]);
    expect(JSON.stringify(stream.logged)).not.toMatch(/canaryvalue|the key is gone/);
  });

  test("because its method throws is handled in the same way", async () => {
    const { subscribe, clock, sessions } = createSessionStream({
      session: () => ({
        open: () => {
          throw new Error("canaryvalue");
        },
      }),
    });
    const btc = await subscribe(BTC);
    expect(btc.told).toEqual(["lost SIGNING_FAILED"]);
    await clock.advance(500);
    expect(sessions).toHaveLength(2);
  });

  test("in time is given up, and a late signature is never sent", async () => {
    const signed = defer<string>();
    const { subscribe, clock, received } = createSessionStream({
      session: (_parts, number) => ({
        open: () => (number === 1 ? signed.promise : defer<string>().promise),
      }),
      limits: { ...STREAM_LIMITS, confirmMs: 3_000 },
    });
    const btc = await subscribe(BTC);
    await clock.advance(2_999);
    expect(btc.told).toEqual([]);
    await clock.advance(1);
    expect(btc.told).toEqual(["lost SIGNING_FAILED"]);
    await clock.advance(500);
    signed.resolve("hello 1");
    await nextTurn();
    expect([received(0), received(1)]).toEqual([[], []]);
  });

  test("before its socket closes ends no topic, because a new one is signed for the next socket", async () => {
    const signed = defer<string>();
    const { subscribe, clock, sockets, received } = createSessionStream({
      session: (_parts, number) => ({ open: async () => (number === 1 ? signed.promise : "hello") }),
    });
    const btc = await subscribe(BTC);
    sockets.last.close(1006);
    signed.reject(venueError("unauthorized"));
    await clock.advance(500);
    expect(btc.told).toEqual(["lost CLOSED"]);
    expect(received()).toEqual(["hello"]);
  });
});

describe("a frame with several messages", () => {
  test("is read whole, in order", async () => {
    const { subscribe, received, say } = createSessionStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    await say([
      { sequence: 0, event: { ...BTC, type: "first" } },
      { sequence: 1, id: "1" },
      { sequence: 2, ping: "7" },
      { sequence: 3, event: { ...BTC, type: "second" } },
      { sequence: 4, id: "2", refusal: refusal("notFound") },
      { sequence: 5, event: { ...BTC, type: "third" } },
    ]);
    expect(btc.told).toEqual(["first", "confirmed", "second", "third"]);
    expect(eth.told).toEqual(["ended notFound"]);
    expect(received().at(-1)).toBe("pong 7");
  });

  test("counts each message, and skips repeated ones", async () => {
    const { subscribe, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await say([
      { sequence: 0, id: "1" },
      { sequence: 1, event: { ...BTC, type: "a" } },
      { sequence: 1, event: { ...BTC, type: "a" } },
      { sequence: 0, event: { ...BTC, type: "old" } },
      { sequence: 2, event: { ...BTC, type: "b" } },
    ]);
    await say({ sequence: 3, event: { ...BTC, type: "c" } });
    expect(btc.told).toEqual(["confirmed", "a", "b", "c"]);
  });

  test.each([
    ["a gap", { sequence: 3 }, "lost GAP"],
    ["an error about the authorization", { refusal: refusal("unauthorized", "EXPIRED") }, "lost EXPIRED"],
  ])("ends with the message that fails the connection: %s", async (_name, failing, lost) => {
    const { clock, subscribe, received, say } = createSessionStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    await say([
      { sequence: 0, id: "1" },
      { sequence: 1, event: { ...BTC, type: "a" } },
      failing,
      { event: { ...BTC, type: "b" } },
      { id: "2" },
      { ended: [BTC] },
    ]);
    expect(btc.told).toEqual(["confirmed", "a", lost]);
    expect(eth.told).toEqual([lost]);
    await clock.advance(500);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "subscribe 2 level2 ETH-USD"]);
  });

  test("with an unreadable message is a loss, and the messages after it are not used", async () => {
    const { subscribe, sockets, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await say({ id: "1" });
    const after = JSON.stringify({ event: { ...BTC, type: "after" } });
    for (const part of ["7", "null", '"text"', "[]", '{"event":[]}']) {
      if (sockets.last.state === "open") sockets.last.message(`[{},${part},${after}]`);
      expect(btc.told).toEqual(["confirmed", "lost MALFORMED"]);
    }
  });

  test("goes on for other topics after an event that breaks one", async () => {
    const { subscribe, say, sockets } = createSessionStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    await say([{ id: "1" }, { id: "2" }]);
    btc.failWith = new Error("a sink's own fault");
    await say([
      { event: { ...BTC, type: "a" } },
      { event: { ...ETH, type: "b" } },
      { event: { ...BTC, type: "c" } },
    ]);
    expect(btc.told).toEqual(["confirmed", "lost INTERNAL"]);
    expect(eth.told).toEqual(["confirmed", "b"]);
    expect(sockets.sockets).toHaveLength(1);
  });

  test("keeps the connection alive even if it is empty", async () => {
    const { clock, subscribe, say, received } = createSessionStream({ protocol: { silenceMs: 10_000 } });
    const btc = await subscribe(BTC);
    await say({ id: "1" });
    for (let round = 0; round < 6; round += 1) {
      await clock.advance(9_999);
      await say([]);
    }
    expect(btc.told).toEqual(["confirmed"]);
    await clock.advance(10_000);
    expect(btc.told).toEqual(["confirmed", "lost SILENCE"]);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD"]);
  });

  test("does not keep it alive if all messages are repeated", async () => {
    const { clock, subscribe, say } = createSessionStream({ protocol: { silenceMs: 10_000 } });
    const btc = await subscribe(BTC);
    await say([{ sequence: 0, id: "1" }, { sequence: 1 }]);
    await clock.advance(5_000);
    await say([{ sequence: 0 }, { sequence: 1 }]);
    await clock.advance(5_000);
    expect(btc.told).toEqual(["confirmed", "lost SILENCE"]);
  });
});

describe("pings", () => {
  const PINGED = { protocol: { pingMs: 3_000, silenceMs: 10_000 } } as const;
  const pingsOf = ({ received }: SessionStream): number =>
    received().filter((frame) => frame === "ping").length;

  test("are sent at their interval from the start, independent of other frames", async () => {
    const stream = createSessionStream(PINGED);
    await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    const sentAt: number[] = [];
    for (let second = 1; second <= 20; second += 1) {
      const before = pingsOf(stream);
      await stream.clock.advance(1_000);
      if (pingsOf(stream) > before) sentAt.push(second);
      await stream.say({ event: { ...BTC, type: "x" } });
    }
    expect(sentAt).toEqual([3, 6, 9, 12, 15, 18]);
    expect(pingsOf(stream)).toBe(6);
    expect(stream.clock.timers()).toBe(1);
  });

  test("begin after the hello is accepted", async () => {
    const stream = createSessionStream({ ...PINGED, hello: true });
    await stream.subscribe(BTC);
    await stream.clock.advance(4_000);
    expect(pingsOf(stream)).toBe(0);
    await stream.say({ hello: "accepted" });
    await stream.say({ id: "1" });
    await stream.clock.advance(2_999);
    expect(pingsOf(stream)).toBe(0);
    await stream.clock.advance(1);
    expect(pingsOf(stream)).toBe(1);
  });

  test("do not keep a silent connection alive: only received frames do", async () => {
    const stream = createSessionStream(PINGED);
    const btc = await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    for (let second = 1; second < 10; second += 1) await stream.clock.advance(1_000);
    expect(pingsOf(stream)).toBe(3);
    expect(btc.told).toEqual(["confirmed"]);
    await stream.clock.advance(1_000);
    expect(btc.told).toEqual(["confirmed", "lost SILENCE"]);
  });

  test("end with their connection, and begin again with the next", async () => {
    const stream = createSessionStream({ protocol: { pingMs: 3_000 } });
    stream.respond = (frame) => (frame === "ping" ? undefined : acceptFrame(frame));
    await stream.subscribe(BTC);
    await stream.clock.advance(2_000);
    stream.sockets.last.close(1001);
    await stream.clock.advance(500);
    await stream.clock.advance(2_999);
    expect(pingsOf(stream)).toBe(0);
    await stream.clock.advance(1);
    expect(pingsOf(stream)).toBe(1);
    expect(stream.received(0)).not.toContain("ping");
  });

  test("are not sent without an interval", async () => {
    const stream = createSessionStream();
    await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    for (let second = 1; second < 50; second += 1) await stream.clock.advance(1_000);
    expect(pingsOf(stream)).toBe(0);
  });

  test("are a loss when the session throws", async () => {
    const stream = createSessionStream({
      ...PINGED,
      session: () => ({
        ping: () => {
          throw new Error("canaryvalue");
        },
      }),
    });
    const btc = await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    await stream.clock.advance(3_000);
    expect(btc.told).toEqual(["confirmed", "lost INTERNAL"]);
    expect(JSON.stringify(stream.logged)).not.toContain("canaryvalue");
  });

  test("of the venue are answered at once, before anything else of their message", async () => {
    const { subscribe, received, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await say([{ id: "1" }, { ping: "1" }, { ping: "2", event: { ...BTC, type: "a" } }]);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "pong 1", "pong 2"]);
    expect(btc.told).toEqual(["confirmed", "a"]);
  });

  test("of the venue are not answered again when they are repeated", async () => {
    const { subscribe, received, say } = createSessionStream();
    await subscribe(BTC);
    await say([
      { sequence: 0, id: "1" },
      { sequence: 1, ping: "1" },
      { sequence: 1, ping: "1" },
    ]);
    expect(received().slice(1)).toEqual(["pong 1"]);
  });
});

describe("turns", () => {
  const inOrder = (): SocketFacts["inTurn"] => {
    const turns = createTurns();
    return (call, work) => turns.take("", call, work);
  };

  test("are taken for every signed frame, and end when it is sent", async () => {
    const calls: Pick<VenueCall, "venue" | "operation">[] = [];
    const sentAfter: string[][] = [];
    const inTurn: SocketFacts["inTurn"] = async (call, work) => {
      calls.push({ venue: call.venue, operation: call.operation });
      const result = await work();
      sentAfter.push([...stream.received()]);
      return result;
    };
    const stream: SessionStream = createSessionStream({ hello: true, facts: { inTurn } });
    stream.respond = acceptFrame;
    const [btc] = [stream.attach(BTC), stream.attach(TRADES)];
    await nextTurn();
    await stream.hub.detach(BTC, btc);
    await nextTurn();
    expect(sentAfter).toEqual([
      ["hello 1"],
      ["hello 1", "subscribe 1 level2 BTC-USD"],
      ["hello 1", "subscribe 1 level2 BTC-USD", "subscribe 2 trades BTC-USD"],
      ["hello 1", "subscribe 1 level2 BTC-USD", "subscribe 2 trades BTC-USD", "unsubscribe 3 level2 BTC-USD"],
    ]);
    expect(calls).toEqual(Array(4).fill({ venue: "testvenue", operation: "stream" }));
  });

  test("are not taken for pings and pongs, which are not signed", async () => {
    const inTurn = vi.fn<(call: VenueCall, work: () => Promise<void>) => void>();
    const counted: SocketFacts["inTurn"] = (call, work) => {
      inTurn(call, async () => {});
      return work();
    };
    const stream = createSessionStream({ facts: { inTurn: counted }, protocol: { pingMs: 1_000 } });
    await stream.subscribe(BTC);
    await stream.say([{ id: "1" }, { ping: "1" }]);
    await stream.clock.advance(1_000);
    expect(stream.received()).toEqual(["subscribe 1 level2 BTC-USD", "pong 1", "ping"]);
    expect(inTurn).toHaveBeenCalledTimes(1);
  });

  test("let no frame be signed before the previous one is sent, even on another connection", async () => {
    const signedAfter: string[] = [];
    const stream: SessionStream = createSessionStream({
      facts: { inTurn: inOrder() },
      protocol: { topicsPerConnection: 1 },
      session: (_parts, number) => {
        const sign = async (text: string): Promise<string> => {
          const sent = [stream.received(0), stream.received(1)].flat();
          signedAfter.push(`${text} after ${sent.length}`);
          await nextTurn();
          return text;
        };
        return {
          open: () => sign(`hello ${number}`),
          write: async (_action, _channel, [key]) => [await sign(`${key}`)],
        };
      },
    });
    stream.respond = (frame) => (frame.startsWith("hello") ? { hello: "accepted" } : undefined);
    stream.attach(BTC);
    stream.attach(ETH);
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    expect(signedAfter).toEqual(["hello 1 after 0", "hello 2 after 1", "BTC-USD after 2", "ETH-USD after 3"]);
  });

  test("are given up after a timeout, and nothing is signed", async () => {
    const turn = defer();
    const inTurn: SocketFacts["inTurn"] = async (call, work) => {
      await call.deadline.race(turn.promise);
      return work();
    };
    const open = vi.fn(async () => "hello");
    const stream = createSessionStream({
      facts: { inTurn },
      session: () => ({ open }),
      limits: { ...STREAM_LIMITS, confirmMs: 3_000 },
    });
    const btc = await stream.subscribe(BTC);
    await stream.clock.advance(3_000);
    expect(btc.told).toEqual(["lost SIGNING_FAILED"]);
    turn.resolve();
    await nextTurn();
    expect(open).not.toHaveBeenCalled();
    await stream.clock.advance(500);
    expect(stream.received()).toEqual(["hello"]);
  });

  test("are given up when the last topic leaves, and leave no timer", async () => {
    using rejections = watchRejections();
    const inTurn: SocketFacts["inTurn"] = (call) => call.deadline.race(defer<never>().promise);
    const open = vi.fn(async () => "hello");
    const stream = createSessionStream({ facts: { inTurn }, session: () => ({ open }) });
    const btc = await stream.subscribe(BTC);
    await stream.hub.detach(BTC, btc);
    expectNothingLeft(stream);
    expect(open).not.toHaveBeenCalled();
    expect(await rejections.seen()).toEqual([]);
  });
});
