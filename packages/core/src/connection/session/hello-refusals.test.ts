import { describe, expect, test, vi } from "vitest";
import { VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import { defer } from "../../testdata/deferred.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { expectNothingLeft, refusal } from "../../testdata/streams/live-session.ts";
import { acceptFrame, createSessionStream } from "../../testdata/streams/session-stream.ts";
import { BTC, ETH, TRADES } from "../../testdata/streams/test-stream.ts";
import { STREAM_LIMITS } from "../topics/stream-context.ts";

function venueError(kind: VenueErrorKind): VenueError {
  return new VenueError({
    venue: "signer",
    operation: "sign",
    kind,
    code: "NO_KEY",
    reason: "the key is gone",
  });
}

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
    /** Each refusal is on a new connection. */
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
    // A confirmation resets the count of refusals.
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
    "as %s is sent again with growing delays, until it is accepted",
    async (kind) => {
      const stream = createSessionStream({ hello: true });
      stream.respond = () => ({ helloRefused: refusal(kind, "SLOW_DOWN") });
      const sinks = [stream.attach(BTC), stream.attach(ETH)];
      await nextTurn();
      for (let second = 0; second < 600; second += 0.5) await stream.clock.advance(500);
      // Half of each bound. The bounds double from one second to a minute.
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

describe("a hello that cannot be written", () => {
  test.each(["unsupported", "unauthorized", "invalidInput"] as const)(
    "for a permanent reason (%s) ends its topics, and sends nothing",
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
  ])(
    "for a transient reason is tried again on a new connection, and quotes nothing: %s",
    async (_name, thrown, lost) => {
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
    },
  );

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
