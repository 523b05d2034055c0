import { describe, expect, test, vi } from "vitest";
import { VenueError } from "../../errors/venue-error.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import type { VenueAnswer, VenueRequest } from "../../testdata/streams/scripted-venue.ts";
import { BTC, CROSSED, createTestStream, ETH, TRADES } from "../../testdata/streams/test-stream.ts";

const LIVE = ["confirmed", "snapshot"];

const UNAUTHORIZED: VenueAnswer = { kind: "unauthorized", code: "BAD_JWT", reason: "authentication failure" };

/** Answers frames that are about a key with something else than an acknowledgement. */
const about =
  (key: string, answer: VenueAnswer) =>
  ({ keys }: VenueRequest): VenueAnswer =>
    keys.includes(key) ? answer : "acknowledge";

const HEARTBEATS_ONLY = ({ channel }: VenueRequest): VenueAnswer =>
  channel === "heartbeats" ? "acknowledge" : "nothing";

describe("W17: a topic that the venue's answer leaves out", () => {
  test("ends as unknown, and the others of its frame are confirmed", async () => {
    const { venue, attach } = createTestStream();
    venue.knows = ({ key }) => key !== "NO-SUCH";
    const [btc, none] = [attach(BTC), attach({ channel: "level2", key: "NO-SUCH" })];
    await nextTurn();
    expect(btc.told).toEqual(LIVE);
    expect(none.told).toEqual(["ended notFound"]);
    expect(none.errors).toMatchObject([{ code: "UNKNOWN_PRODUCT", venue: "testvenue", sent: "yes" }]);
    expect(venue.requests).toHaveLength(2);
  });

  test("ends the connection with it when there is no other", async () => {
    const { venue, attach, clock } = createTestStream();
    venue.knows = ({ channel }) => channel === "heartbeats";
    attach(BTC);
    await nextTurn();
    await clock.advance(60_000);
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(venue.sockets.live()).toBe(0);
    expect(clock.timers()).toBe(0);
  });

  test("is tried three times in a row if it was confirmed before", async () => {
    const { venue, subscribe, live } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    venue.knows = ({ key }) => key !== "BTC-USD";
    venue.sockets.last.close(1001);
    await live(2_000);
    expect(btc.told).toEqual([...LIVE, "lost CLOSED"]);
    await live(60_000);
    expect(btc.told).toEqual([...LIVE, "lost CLOSED", "ended notFound"]);
    expect(venue.requests.filter(({ keys }) => keys.includes("BTC-USD"))).toHaveLength(4);
    expect(eth.told).toEqual([...LIVE, "lost CLOSED", ...LIVE]);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("is lost and subscribed again if it was confirmed on this connection", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    venue.answer = HEARTBEATS_ONLY;
    await subscribe(TRADES);
    venue.send({ subscribed: [ETH, TRADES] });
    expect(btc.told).toEqual([...LIVE, "lost UNSUBSCRIBED"]);
    expect(eth.told).toEqual(LIVE);
    await clock.advance(500);
    venue.send({ subscribed: [BTC, ETH, TRADES] });
    expect(btc.told).toEqual([...LIVE, "lost UNSUBSCRIBED", "confirmed"]);
  });

  test("is lost without a request, too: a stalled book would look like a quiet market", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    venue.send({ subscribed: [] });
    expect(btc.told).toEqual([...LIVE, "lost UNSUBSCRIBED"]);
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost UNSUBSCRIBED", "confirmed"]);
    expect(venue.sockets.sockets).toHaveLength(1);
  });
});

describe("W17: a confirmed topic without a snapshot", () => {
  test("is subscribed again after ten seconds without events, without effect on the others", async () => {
    const { venue, attach, subscribe, live } = createTestStream();
    const eth = await subscribe(ETH);
    const btc = attach(BTC, () => false);
    await nextTurn();
    // Ten seconds in which something came, and ten in which nothing did.
    await live(19_000);
    expect(btc.told).toEqual(LIVE);
    await live(1_000);
    expect(btc.told).toEqual([...LIVE, "lost NO_SNAPSHOT"]);
    await live(2_000);
    expect(btc.told).toEqual([...LIVE, "lost NO_SNAPSHOT", ...LIVE]);
    expect(eth.told).toEqual(LIVE);
    expect(venue.sockets.sockets).toHaveLength(1);
  });

  test("waits while events come, and is not checked after its snapshot", async () => {
    const { venue, attach, live } = createTestStream();
    let isWhole = false;
    const btc = attach(BTC, () => isWhole);
    await live(1_000);
    for (let part = 0; part < 4; part += 1) {
      venue.publish(BTC.channel, BTC.key, { type: "update" });
      await live(9_000);
    }
    isWhole = true;
    await live(60_000);
    expect(btc.told).toEqual([...LIVE, "update", "update", "update", "update"]);
  });
});

describe("W17: a subscription without an answer", () => {
  test("is a loss after five seconds, with a new connection", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const eth = await subscribe(ETH);
    venue.answer = HEARTBEATS_ONLY;
    const btc = await subscribe(BTC);
    await clock.advance(4_999);
    venue.heartbeat();
    expect(btc.told).toEqual([]);
    venue.answer = () => "acknowledge";
    await clock.advance(1);
    expect(btc.told).toEqual(["lost UNCONFIRMED"]);
    expect(eth.told).toEqual([...LIVE, "lost UNCONFIRMED"]);
    await clock.advance(500);
    expect(btc.told.slice(1)).toEqual(LIVE);
    expect(eth.told.slice(3)).toEqual(LIVE);
  });

  test("is not confirmed by events, but delivers them", async () => {
    const { venue, subscribe, clock } = createTestStream();
    venue.answer = HEARTBEATS_ONLY;
    const btc = await subscribe(BTC);
    venue.send({ data: [{ ...BTC, events: [{ type: "snapshot" }] }] });
    expect(btc.told).toEqual(["snapshot"]);
    await clock.advance(5_000);
    expect(btc.told).toEqual(["snapshot", "lost UNCONFIRMED"]);
  });

  test("ends the connection, and so does an unsubscription without an answer", async () => {
    const { hub, venue, subscribe, clock } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    venue.answer = HEARTBEATS_ONLY;
    await hub.detach(BTC, btc);
    await nextTurn();
    await clock.advance(5_000);
    expect(eth.told).toEqual([...LIVE, "lost UNCONFIRMED"]);
  });
});

describe("W18: an answer that never comes", () => {
  test("is not replaced by the next answer: the topic does not count as unknown", async () => {
    const { venue, subscribe, clock } = createTestStream();
    venue.answer = about("ETH-USD", "nothing");
    const [eth, btc] = [await subscribe(ETH), await subscribe(BTC)];
    expect([eth.told, btc.told]).toEqual([[], LIVE]);
    venue.answer = () => "acknowledge";
    await clock.advance(5_000);
    expect([eth.told, btc.told]).toEqual([["lost UNCONFIRMED"], [...LIVE, "lost UNCONFIRMED"]]);
    await clock.advance(500);
    expect([eth.told.slice(1), btc.told.slice(3)]).toEqual([LIVE, LIVE]);
  });

  test("counts when it is only late", async () => {
    const { venue, subscribe, clock } = createTestStream();
    venue.answer = HEARTBEATS_ONLY;
    const [eth, btc] = [await subscribe(ETH), await subscribe(BTC)];
    venue.send({ subscribed: [BTC] });
    expect([eth.told, btc.told]).toEqual([[], ["confirmed"]]);
    venue.send({ subscribed: [BTC, ETH] });
    expect(eth.told).toEqual(["confirmed"]);
    await clock.advance(4_000);
    venue.heartbeat();
    venue.answer = () => "acknowledge";
    await subscribe(TRADES);
    await clock.advance(6_000);
    expect([eth.told.slice(0, 1), btc.told.slice(0, 1)]).toEqual([["confirmed"], ["confirmed"]]);
  });

  test("to an unsubscription is read from a later one, and the topic can come back", async () => {
    const { hub, venue, subscribe, attach } = createTestStream();
    const [eth, btc] = [await subscribe(ETH), await subscribe(BTC)];
    venue.answer = () => "nothing";
    await hub.detach(BTC, btc);
    await nextTurn();
    await subscribe(TRADES);
    venue.answer = () => "acknowledge";
    venue.send({ subscribed: [ETH, TRADES] });
    await nextTurn();
    expect(attach(BTC).told).toEqual([]);
    await nextTurn();
    expect(venue.requests.at(-1)).toMatchObject({
      action: "subscribe",
      channel: "level2",
      keys: ["BTC-USD"],
    });
    expect(eth.told).toEqual(LIVE);
  });
});

describe("H21: a subscription that the venue refuses", () => {
  test("as unauthorized ends a topic that was never confirmed, and the credentials are read again", async () => {
    const unauthorized = vi.fn();
    const { venue, attach, clock } = createTestStream({ protocol: { unauthorized } });
    venue.answer = about("BTC-USD", UNAUTHORIZED);
    const [btc, eth] = [attach(BTC), attach({ channel: "trades", key: "ETH-USD" })];
    await clock.advance(0);
    expect(btc.errors).toMatchObject([
      { kind: "unauthorized", code: "BAD_JWT", reason: "authentication failure", sent: "yes" },
    ]);
    expect(eth.told).toEqual(LIVE);
    expect(unauthorized).toHaveBeenCalledTimes(1);
  });

  test("W1: ends a topic that was confirmed before with the third refusal in a row", async () => {
    const { venue, subscribe, live } = createTestStream();
    const btc = await subscribe(BTC);
    const refusals = async (count: number): Promise<void> => {
      let left = count;
      venue.answer = (request) =>
        request.keys.includes("BTC-USD") && left-- > 0 ? UNAUTHORIZED : "acknowledge";
      venue.sockets.last.close(1001);
      await live(30_000);
    };
    await refusals(2);
    expect(btc.told).toEqual([...LIVE, "lost CLOSED", ...LIVE]);
    await refusals(2);
    expect(btc.told.slice(-2)).toEqual(LIVE);
    await refusals(3);
    expect(btc.told.slice(-3)).toEqual(["snapshot", "lost CLOSED", "ended unauthorized"]);
    const signatures = venue.requests.map(({ signature }) => signature);
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  test.each(["rateLimited", "unavailable"] as const)(
    "as %s is tried again for as long as it takes, and leaves the others alone",
    async (kind) => {
      const { venue, subscribe, live, attach } = createTestStream();
      const eth = await subscribe(ETH);
      venue.answer = about("BTC-USD", { kind, code: "SLOW_DOWN", reason: "later" });
      const btc = attach(BTC);
      await live(600_000);
      expect(btc.told).toEqual(["lost SLOW_DOWN"]);
      const attempts = venue.requests.filter(({ keys }) => keys.includes("BTC-USD")).length;
      expect(attempts).toBeGreaterThan(10);
      expect(attempts).toBeLessThan(40);
      venue.answer = () => "acknowledge";
      await live(60_000);
      expect(btc.told).toEqual(["lost SLOW_DOWN", ...LIVE]);
      expect(eth.told).toEqual(LIVE);
      expect(venue.sockets.sockets).toHaveLength(1);
    },
  );

  test("for one topic of several does not end the others: each is requested alone", async () => {
    const { venue, attach } = createTestStream();
    venue.answer = about("NO-SUCH", { kind: "rejected", reason: "invalid product" });
    const [btc, none, eth] = [attach(BTC), attach({ channel: "level2", key: "NO-SUCH" }), attach(ETH)];
    await nextTurn();
    expect([btc.told, none.told, eth.told]).toEqual([LIVE, ["ended rejected"], LIVE]);
  });

  test("changes nothing while it is being unsubscribed, and the topic can come back", async () => {
    const { hub, venue, subscribe, attach } = createTestStream();
    const eth = await subscribe(ETH);
    venue.answer = () => "nothing";
    const btc = await subscribe(BTC);
    await hub.detach(BTC, btc);
    await nextTurn();
    const again = attach(BTC);
    venue.sendText('{"refusal":{"kind":"rejected","reason":"no"}}');
    await nextTurn();
    expect(venue.requests.at(-1)).toMatchObject({ action: "unsubscribe" });
    venue.answer = () => "acknowledge";
    venue.send({ subscribed: [ETH] });
    await nextTurn();
    expect([btc.told, again.told, eth.told]).toEqual([[], LIVE, LIVE]);
  });

  test("answers the oldest open frame", async () => {
    const { venue, attach } = createTestStream();
    venue.answer = HEARTBEATS_ONLY;
    const [btc, trades] = [attach(BTC), attach(TRADES)];
    await nextTurn();
    venue.sendText('{"refusal":{"kind":"rejected","reason":"no"}}');
    expect([btc.told, trades.told]).toEqual([["ended rejected"], []]);
    venue.send({ subscribed: [TRADES] });
    expect(trades.told).toEqual(["confirmed"]);
  });

  test("to keep-alive topics is logged, and the other topics go on", async () => {
    const { venue, attach, logged } = createTestStream();
    venue.answer = ({ channel }) => (channel === "heartbeats" ? UNAUTHORIZED : "acknowledge");
    const btc = attach(BTC);
    await nextTurn();
    expect(btc.told).toEqual(LIVE);
    expect(logged).toMatchObject([{ level: "warn", message: "the venue sent an error" }]);
  });

  test("without a request is logged, and ends the connection if it is unauthorized", async () => {
    const { venue, subscribe, clock, logged } = createTestStream();
    const btc = await subscribe(BTC);
    venue.sendText('{"refusal":{"kind":"rejected","reason":"eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"}}');
    expect(btc.told).toEqual(LIVE);
    expect(logged).toMatchObject([{ level: "warn", fields: { reason: "[redacted]" } }]);
    const data = [{ ...BTC, events: [{ type: "late" }] }];
    venue.sendText(
      JSON.stringify({ refusal: { kind: "unauthorized", code: "EXPIRED", reason: "expired" }, data }),
    );
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost EXPIRED", ...LIVE]);
  });

  test("to end is repeated until the venue accepts", async () => {
    const { hub, venue, subscribe, attach, live } = createTestStream();
    const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
    venue.answer = ({ action }) => (action === "unsubscribe" ? UNAUTHORIZED : "acknowledge");
    await hub.detach(BTC, btc);
    await live(3_000);
    const again = attach(BTC);
    await live(3_000);
    expect(again.told).toEqual([]);
    venue.answer = () => "acknowledge";
    await live(30_000);
    expect(again.told).toEqual(LIVE);
    expect(eth.told).toEqual(LIVE);
    expect(venue.subscribed()).toEqual(["level2 BTC-USD", "level2 ETH-USD"]);
  });
});

test("a subscription that the venue dropped and refuses to end is made on a new connection", async () => {
  const { hub, venue, subscribe, attach, live } = createTestStream();
  const [btc, eth] = [await subscribe(BTC), await subscribe(ETH)];
  const unknown = { ...UNAUTHORIZED, kind: "notFound", code: "NOT_SUBSCRIBED" } as const;
  venue.answer = ({ action }) => (action === "unsubscribe" ? unknown : "acknowledge");
  await hub.detach(BTC, btc);
  const again = attach(BTC);
  await live(60_000);
  expect(again.told).toEqual(["lost NOT_SUBSCRIBED", ...LIVE]);
  expect(eth.told).toEqual([...LIVE, "lost NOT_SUBSCRIBED", ...LIVE]);
});

describe("a frame that cannot be signed", () => {
  /** Fails for a channel until it is told to stop. */
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
    "for good (%s) ends its topics, and no others",
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

test("a topic that is lost before its confirmation is unsubscribed and requested again", async () => {
  const { venue, attach, clock } = createTestStream();
  venue.snapshotFirst = true;
  const btc = attach(BTC);
  btc.failWith = CROSSED();
  await nextTurn();
  expect(btc.told).toEqual(["lost CROSSED_BOOK"]);
  expect(venue.subscribed()).toEqual([]);
  await clock.advance(500);
  expect(btc.told).toEqual(["lost CROSSED_BOOK", "snapshot", "confirmed"]);
});

test("zero delays do not block the event loop", async () => {
  const write = (): Promise<string[]> => Promise.reject(new Error("no"));
  const { attach, clock } = createTestStream({ protocol: { write, keepAlive: [] }, random: () => 0 });
  attach(BTC);
  await nextTurn();
  await clock.advance(10);
  expect(clock.timers()).toBe(1);
});
