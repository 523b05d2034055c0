import { describe, expect, test } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import { BUSY, createLive, SOL, UNKNOWN } from "../../testdata/streams/live-session.ts";
import { acceptFrame, type SessionStream, type VenueMessage } from "../../testdata/streams/session-stream.ts";
import { BTC, CROSSED, ETH, TRADES } from "../../testdata/streams/test-stream.ts";
import type { StreamRefusal } from "../protocol/socket-protocol.ts";

const NOT_SUBSCRIBED: StreamRefusal = { kind: "rejected", code: "NOT_SUBSCRIBED", reason: "not subscribed" };

/** Answers for a venue without the topic: it refuses to subscribe and to unsubscribe it. */
function refuseAll(frame: string): VenueMessage {
  const [action, id = ""] = frame.split(" ");
  return { id, refusal: action === "subscribe" ? UNKNOWN : NOT_SUBSCRIBED };
}

/** Refuses the subscription of SOL and its end, and all further requests for 50 seconds. */
async function refuseSolForGood(stream: SessionStream): Promise<void> {
  await nextTurn();
  stream.respond = refuseAll;
  await stream.say([
    { id: "3", refusal: UNKNOWN },
    { id: "4", refusal: NOT_SUBSCRIBED },
  ]);
  for (let second = 0; second < 50; second += 1) await stream.clock.advance(1_000);
}

describe("the end of a topic", () => {
  test("is requested and answered, and then the topic can come back", async () => {
    const { hub, btc, eth, clock, attach, say, received } = await createLive();
    await hub.detach(BTC, btc);
    await nextTurn();
    expect(received().slice(2)).toEqual(["unsubscribe 3 level2 BTC-USD"]);
    const again = attach(BTC);
    await nextTurn();
    // The venue could process a subscription before the earlier unsubscription.
    expect(received()).toHaveLength(3);
    await say({ event: { ...BTC, type: "late" } });
    await say({ id: "3" });
    expect(received().slice(3)).toEqual(["subscribe 4 level2 BTC-USD"]);
    await say([{ id: "4" }, { event: { ...BTC, type: "a" } }]);
    await clock.advance(20_000);
    expect([btc.told, again.told, eth.told]).toEqual([["confirmed"], ["confirmed", "a"], ["confirmed"]]);
  });

  test("of several topics is one write, with an answer for each", async () => {
    const { hub, btc, eth, clock, subscribe, say, received } = await createLive();
    const trades = await subscribe(TRADES);
    await say({ id: "3" });
    await Promise.all([hub.detach(BTC, btc), hub.detach(ETH, eth)]);
    await nextTurn();
    expect(received().slice(3)).toEqual(["unsubscribe 4 level2 BTC-USD", "unsubscribe 5 level2 ETH-USD"]);
    await say({ id: "5" });
    await clock.advance(4_999);
    expect(trades.told).toEqual(["confirmed"]);
    await clock.advance(1);
    expect(trades.told).toEqual(["confirmed", "lost UNCONFIRMED"]);
  });

  test("with a transient refusal is requested again with growing delays, and delays nothing else", async () => {
    const { hub, btc, eth, clock, attach, subscribe, say, received } = await createLive();
    await hub.detach(BTC, btc);
    await nextTurn();
    await say({ id: "3", refusal: BUSY });
    const again = attach(BTC);
    const sol = await subscribe(SOL);
    expect(received().slice(3)).toEqual(["subscribe 4 level2 SOL-USD"]);
    await say({ id: "4" });
    await clock.advance(499);
    expect(received()).toHaveLength(4);
    await clock.advance(1);
    expect(received().slice(4)).toEqual(["unsubscribe 5 level2 BTC-USD"]);
    await say({ id: "5", refusal: BUSY });
    await clock.advance(999);
    expect(received()).toHaveLength(5);
    await clock.advance(1);
    await say({ id: "6" });
    expect(received().slice(5)).toEqual(["unsubscribe 6 level2 BTC-USD", "subscribe 7 level2 BTC-USD"]);
    await say({ id: "7" });
    await clock.advance(20_000);
    expect([again.told, sol.told, eth.told]).toEqual(Array(3).fill(["confirmed"]));
  });

  test("that is refused leaves the connection open", async () => {
    const { hub, btc, eth, clock, say, sockets } = await createLive();
    await hub.detach(BTC, btc);
    await nextTurn();
    await say({ id: "3", refusal: BUSY });
    await clock.advance(499);
    expect(eth.told).toEqual(["confirmed"]);
    expect(sockets.live()).toBe(1);
  });

  test("before the answer to its subscription waits for both answers, in any order", async () => {
    for (const ids of [
      ["3", "4"],
      ["4", "3"],
    ]) {
      const { hub, clock, eth, subscribe, attach, say, received } = await createLive();
      const sol = await subscribe(SOL);
      await hub.detach(SOL, sol);
      await nextTurn();
      expect(received().slice(2)).toEqual(["subscribe 3 level2 SOL-USD", "unsubscribe 4 level2 SOL-USD"]);
      for (const id of ids) await say({ id });
      const again = attach(SOL);
      await nextTurn();
      expect(received().slice(4)).toEqual(["subscribe 5 level2 SOL-USD"]);
      await say({ id: "5" });
      await clock.advance(20_000);
      expect([sol.told, again.told, eth.told]).toEqual([[], ["confirmed"], ["confirmed"]]);
    }
  });

  test("of a topic that the venue refuses meanwhile is not requested again", async () => {
    const stream = await createLive();
    const { hub, eth, subscribe, received } = stream;
    const sol = await subscribe(SOL);
    await hub.detach(SOL, sol);
    await refuseSolForGood(stream);
    expect(received().slice(2)).toEqual(["subscribe 3 level2 SOL-USD", "unsubscribe 4 level2 SOL-USD"]);
    expect(eth.told).toEqual(["confirmed"]);
  });

  test("of a topic that the venue refuses meanwhile lets a new subscription be refused itself", async () => {
    const stream = await createLive();
    const { hub, subscribe, attach } = stream;
    const sol = await subscribe(SOL);
    await hub.detach(SOL, sol);
    const again = attach(SOL);
    await refuseSolForGood(stream);
    expect(again.told).toEqual(["ended notFound"]);
  });
});

describe("a topic that the venue ends by itself", () => {
  test("is lost and subscribed again with growing delays, without effect on the others", async () => {
    const { btc, eth, clock, say, received, sockets } = await createLive();
    await say({ ended: [BTC] });
    expect(btc.told).toEqual(["confirmed", "lost UNSUBSCRIBED"]);
    await clock.advance(499);
    expect(received()).toHaveLength(2);
    await clock.advance(1);
    expect(received().slice(2)).toEqual(["subscribe 3 level2 BTC-USD"]);
    await say({ id: "3" });
    expect(btc.told.slice(2)).toEqual(["confirmed"]);
    await say({ ended: [BTC] });
    await clock.advance(999);
    expect(received()).toHaveLength(3);
    await clock.advance(1);
    expect(received()).toHaveLength(4);
    await say([{ id: "4" }, { event: { ...BTC, type: "a" } }]);
    expect(btc.told.slice(3)).toEqual(["lost UNSUBSCRIBED", "confirmed", "a"]);
    expect(eth.told).toEqual(["confirmed"]);
    expect(sockets.sockets).toHaveLength(1);
  });

  test("gets no later event", async () => {
    const { btc, say } = await createLive();
    await say([{ ended: [BTC] }, { event: { ...BTC, type: "late" } }]);
    expect(btc.told).toEqual(["confirmed", "lost UNSUBSCRIBED"]);
  });

  test("while it is being unsubscribed needs no other answer, and can come back", async () => {
    const { hub, btc, eth, clock, attach, say, received } = await createLive();
    await hub.detach(BTC, btc);
    const again = attach(BTC);
    await nextTurn();
    await say({ ended: [BTC] });
    expect(received().slice(2)).toEqual(["unsubscribe 3 level2 BTC-USD", "subscribe 4 level2 BTC-USD"]);
    await say([{ id: "3", refusal: NOT_SUBSCRIBED }, { id: "4" }]);
    await clock.advance(20_000);
    expect([btc.told, again.told, eth.told]).toEqual([["confirmed"], ["confirmed"], ["confirmed"]]);
    expect(received()).toHaveLength(4);
  });

  test("without a subscription changes nothing", async () => {
    const { btc, eth, say, received } = await createLive();
    await say({ ended: [SOL, TRADES] });
    expect([btc.told, eth.told]).toEqual([["confirmed"], ["confirmed"]]);
    expect(received()).toHaveLength(2);
  });
});

describe("a topic that broke before it was confirmed", () => {
  test("is unsubscribed, and requested again after both answers", async () => {
    const { clock, subscribe, say, received } = await createLive();
    const sol = await subscribe(SOL);
    sol.failWith = CROSSED();
    await say({ event: { ...SOL, type: "a" } });
    expect(received().slice(2)).toEqual(["subscribe 3 level2 SOL-USD", "unsubscribe 4 level2 SOL-USD"]);
    await say([{ id: "3" }, { id: "4" }]);
    await clock.advance(500);
    await say({ id: "5" });
    expect(received().slice(4)).toEqual(["subscribe 5 level2 SOL-USD"]);
    expect(sol.told).toEqual(["lost CROSSED_BOOK", "confirmed"]);
  });

  test("needs no other answer when it is confirmed before it can be unsubscribed", async () => {
    const stream = await createLive({ random: () => 0.99 });
    const { hub, btc, eth, clock } = stream;
    const { say, subscribe } = stream;
    await hub.detach(BTC, btc);
    await nextTurn();
    // Refused until the delay of the next attempt exceeds the answer timeout.
    for (const id of ["3", "4", "5"]) {
      await say({ id, refusal: BUSY });
      await clock.advance(4_000);
    }
    await say({ id: "6", refusal: BUSY });
    const sol = await subscribe(SOL);
    sol.failWith = CROSSED();
    await say([{ event: { ...SOL, type: "a" } }, { id: "7" }]);
    await clock.advance(5_000);
    expect(eth.told).toEqual(["confirmed"]);
    expect(sol.told).toEqual(["lost CROSSED_BOOK"]);
    stream.respond = acceptFrame;
    await clock.advance(5_000);
    await clock.advance(5_000);
    expect(sol.told).toEqual(["lost CROSSED_BOOK", "confirmed"]);
  });
});
