import { describe, expect, test } from "vitest";
import { VenueError } from "../../errors/venue-error.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { BTC, createTestStream, ETH, LIVE, TRADES } from "../../testdata/streams/test-stream.ts";

describe("a frame that cannot be signed", () => {
  /** Creates a protocol that fails for a channel until `heal` is called. */
  const failing = (failingChannel: string, error: unknown) => {
    let fails = true;
    return {
      protocol: {
        write: async (action: string, channel: string, keys: readonly string[]): Promise<string[]> => {
          if (fails && channel === failingChannel) throw error;
          return [JSON.stringify({ action, channel, keys })];
        },
      },
      heal: () => {
        fails = false;
      },
    };
  };
  const venueError = (kind: "unauthorized" | "unsupported" | "unavailable"): VenueError =>
    new VenueError({ venue: "signer", operation: "sign", kind, code: "NO_KEY", reason: "the key is gone" });

  test.each(["unauthorized", "unsupported"] as const)(
    "for a permanent reason (%s) ends its topics, and no others",
    async (kind) => {
      const { attach } = createTestStream(failing("level2", venueError(kind)));
      const [btc, trades] = [attach(BTC), attach(TRADES)];
      await nextTurn();
      expect(btc.errors).toMatchObject([
        {
          kind,
          code: "NO_KEY",
          reason: "the key is gone",
          venue: "testvenue",
          operation: "stream",
          sent: "no",
        },
      ]);
      expect(trades.told).toEqual(LIVE);
    },
  );

  test.each([
    ["a signer that is down", venueError("unavailable"), "lost NO_KEY"],
    ["a fault that quotes a key", new Error("canaryvalue"), "lost SIGNING_FAILED"],
    ["nothing", undefined, "lost SIGNING_FAILED"],
  ])("for a transient reason is signed again later: %s", async (_name, error, lost) => {
    const { protocol, heal } = failing("level2", error);
    const { attach, live, logged } = createTestStream({ protocol });
    const [btc, trades] = [attach(BTC), attach(TRADES)];
    await live(20_000);
    heal();
    await live(20_000);
    expect(btc.told).toEqual([lost, ...LIVE]);
    expect(trades.told).toEqual(LIVE);
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("in five seconds is given up, and a late signature is never sent", async () => {
    const signed: Array<(texts: string[]) => void> = [];
    const write = (action: string, channel: string, keys: readonly string[]): Promise<string[]> =>
      channel === "level2"
        ? new Promise((resolve) => signed.push(resolve))
        : Promise.resolve([JSON.stringify({ action, channel, keys })]);
    const { attach, venue, live } = createTestStream({ protocol: { write } });
    const [btc, trades] = [attach(BTC), attach(TRADES)];
    await nextTurn();
    await live(5_000);
    expect([btc.told, trades.told]).toEqual([["lost SIGNING_FAILED"], LIVE]);
    signed[0]?.([JSON.stringify({ action: "subscribe", channel: "level2", keys: ["BTC-USD"] })]);
    await nextTurn();
    expect(venue.requests.map(({ channel }) => channel)).toEqual(["heartbeats", "trades"]);
  });

  test("W16: before its socket closes is discarded, and a new one is signed for the next socket", async () => {
    const signed: Array<() => void> = [];
    let signatures = 0;
    const write = async (action: string, channel: string, keys: readonly string[]): Promise<string[]> => {
      signatures += 1;
      const signature = signatures;
      if (channel === "level2") await new Promise<void>((resolve) => signed.push(resolve));
      return [JSON.stringify({ action, channel, keys, signature })];
    };
    const { attach, venue, clock } = createTestStream({ protocol: { write } });
    const btc = attach(BTC);
    await nextTurn();
    venue.sockets.last.close(1006);
    await clock.advance(500);
    signed[0]?.();
    await nextTurn();
    expect(venue.requests.map(({ signature }) => signature)).toEqual([1, 3]);
    signed[1]?.();
    await nextTurn();
    expect(venue.requests.map(({ signature }) => signature)).toEqual([1, 3, 4]);
    expect(btc.told).toEqual(["lost CLOSED", ...LIVE]);
  });

  test("W16: before its socket closes ends no topic, because a new one is signed for the next socket", async () => {
    const failures: Array<(error: unknown) => void> = [];
    const write = async (action: string, channel: string, keys: readonly string[]): Promise<string[]> => {
      if (channel === "level2" && failures.length === 0) {
        await new Promise<void>((_resolve, reject) => failures.push(reject));
      }
      return [JSON.stringify({ action, channel, keys })];
    };
    const { attach, venue, clock } = createTestStream({ protocol: { write } });
    const btc = attach(BTC);
    await nextTurn();
    venue.sockets.last.close(1006);
    failures[0]?.(venueError("unauthorized"));
    await nextTurn();
    expect(btc.told).toEqual(["lost CLOSED"]);
    await clock.advance(500);
    expect(btc.told).toEqual(["lost CLOSED", ...LIVE]);
  });

  test("with keep-alive topics opens a new connection after a transient error, and goes on after a permanent one", async () => {
    for (const kind of ["unavailable", "unauthorized"] as const) {
      const { protocol, heal } = failing("heartbeats", venueError(kind));
      const { attach, clock } = createTestStream({ protocol });
      const btc = attach(BTC);
      await nextTurn();
      expect(btc.told).toEqual(kind === "unavailable" ? ["lost NO_KEY"] : LIVE);
      heal();
      await clock.advance(500);
      expect(btc.told.slice(-2)).toEqual(LIVE);
    }
  });

  test("to unsubscribe is tried again", async () => {
    let fails = false;
    const write = async (action: string, channel: string, keys: readonly string[]): Promise<string[]> => {
      if (fails && action === "unsubscribe") throw new Error("no");
      return [JSON.stringify({ action, channel, keys })];
    };
    const { hub, venue, subscribe, live } = createTestStream({ protocol: { write } });
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    fails = true;
    await hub.detach(BTC, btc);
    await live(5_000);
    expect(venue.subscribed()).toEqual(["level2 BTC-USD", "level2 ETH-USD"]);
    fails = false;
    await live(30_000);
    expect(venue.subscribed()).toEqual(["level2 ETH-USD"]);
    expect(eth.told).toEqual(LIVE);
  });
});

test("zero delays do not block the event loop", async () => {
  const write = (): Promise<string[]> => Promise.reject(new Error("no"));
  const { attach, clock } = createTestStream({ protocol: { write, keepAlive: [] }, random: () => 0 });
  attach(BTC);
  await nextTurn();
  await clock.advance(10);
  expect(clock.timers()).toBe(1);
});
