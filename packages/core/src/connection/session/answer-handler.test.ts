import { describe, expect, test, vi } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import type { VenueAnswer } from "../../testdata/streams/scripted-venue.ts";
import {
  about,
  BTC,
  createTestStream,
  ETH,
  HEARTBEATS_ONLY,
  LIVE,
  TRADES,
} from "../../testdata/streams/test-stream.ts";

const UNAUTHORIZED: VenueAnswer = { kind: "unauthorized", code: "BAD_JWT", reason: "authentication failure" };

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
    "as %s is retried until it succeeds, without effect on the others",
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
