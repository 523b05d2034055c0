import { describe, expect, test } from "vitest";
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
    // The first answer is to the old subscription, the second to its unsubscription.
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
