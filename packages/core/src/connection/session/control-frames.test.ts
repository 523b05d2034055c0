import { describe, expect, test } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import {
  about,
  BTC,
  CROSSED,
  createTestStream,
  ETH,
  HEARTBEATS_ONLY,
  LIVE,
  TRADES,
} from "../../testdata/streams/test-stream.ts";

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
    // Ten seconds with events, and ten without.
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
