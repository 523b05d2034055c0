import { describe, expect, test } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import {
  acceptFrame,
  createSessionStream,
  type SessionStream,
  type SessionStreamOptions,
  type VenueMessage,
} from "../../testdata/streams/session-stream.ts";
import { BTC, CROSSED, ETH, type RecordingSink, TRADES } from "../../testdata/streams/test-stream.ts";
import { createRequestAnswers } from "./request-answers.ts";
import type { StreamRefusal, Topic } from "./socket-protocol.ts";

const SOL: Topic = { channel: "level2", key: "SOL-USD" };

const UNKNOWN: StreamRefusal = { kind: "notFound", code: "NO_SUCH", reason: "the venue has no such product" };
const NOT_SUBSCRIBED: StreamRefusal = { kind: "rejected", code: "NOT_SUBSCRIBED", reason: "not subscribed" };
const BUSY: StreamRefusal = { kind: "unavailable", code: "BUSY", reason: "later" };

interface Live extends SessionStream {
  readonly btc: RecordingSink;
  readonly eth: RecordingSink;
}

/** A stream with two topics that are confirmed: its next request is number 3. */
async function createLive(options?: SessionStreamOptions): Promise<Live> {
  const stream = createSessionStream(options);
  const [btc, eth] = [stream.attach(BTC), stream.attach(ETH)];
  await nextTurn();
  await stream.say([{ id: "1" }, { id: "2" }]);
  return Object.assign(stream, { btc, eth });
}

/** A venue that does not have the topic: it can be neither subscribed to nor left. */
function refuseAll(frame: string): VenueMessage {
  const [action, id = ""] = frame.split(" ");
  return { id, refusal: action === "subscribe" ? UNKNOWN : NOT_SUBSCRIBED };
}

describe("the answers to requests", () => {
  test("have unique ids, and confirm or end the requested topic", () => {
    const answers = createRequestAnswers();
    const [btc, eth] = [answers.add("subscribe", BTC), answers.add("unsubscribe", ETH)];
    expect(new Set([btc, eth, answers.add("subscribe", BTC)]).size).toBe(3);
    expect(answers.answer(eth, undefined)).toEqual({ ended: [ETH] });
    expect(answers.answer(btc, undefined)).toEqual({ confirmed: [BTC] });
  });

  test("that refuse name the request", () => {
    const answers = createRequestAnswers();
    for (const action of ["subscribe", "unsubscribe"] as const) {
      const id = answers.add(action, BTC);
      expect(answers.answer(id, UNKNOWN)).toEqual({ refused: [{ action, topics: [BTC], refusal: UNKNOWN }] });
    }
  });

  test("count once, and for open requests only", () => {
    const answers = createRequestAnswers();
    const id = answers.add("subscribe", BTC);
    expect(answers.answer("toString", undefined)).toBeUndefined();
    expect(answers.answer(`0${id}`, UNKNOWN)).toBeUndefined();
    expect(answers.answer(id, undefined)).toBeDefined();
    expect(answers.answer(id, undefined)).toBeUndefined();
    expect(answers.answer(id, UNKNOWN)).toBeUndefined();
  });
});

describe("topics with a request each", () => {
  test("are requested in separate frames, and confirmed separately, in any order, between data", async () => {
    const { attach, received, say } = createSessionStream();
    const sinks = [BTC, ETH, SOL].map((topic) => attach(topic));
    const told = () => sinks.map((sink) => sink.told.join(" "));
    await nextTurn();
    expect(received()).toEqual([
      "subscribe 1 level2 BTC-USD",
      "subscribe 2 level2 ETH-USD",
      "subscribe 3 level2 SOL-USD",
    ]);
    await say({ id: "3" });
    expect(told()).toEqual(["", "", "confirmed"]);
    await say({ event: { ...BTC, type: "a" } });
    await say({ event: { ...SOL, type: "b" } });
    expect(told()).toEqual(["a", "", "confirmed b"]);
    await say({ id: "1" });
    expect(told()).toEqual(["a confirmed", "", "confirmed b"]);
    await say([{ event: { ...BTC, type: "c" } }, { id: "2" }, { event: { ...ETH, type: "d" } }]);
    expect(told()).toEqual(["a confirmed c", "confirmed d", "confirmed b"]);
    expect(received()).toHaveLength(3);
  });

  test("lose only the refused one, and request none again", async () => {
    const { attach, received, say, sockets } = createSessionStream();
    const [btc, none, eth] = [attach(BTC), attach(SOL), attach(ETH)];
    await nextTurn();
    await say([{ id: "2", refusal: UNKNOWN }, { id: "1" }]);
    await say({ id: "3" });
    expect([btc.told, none.told, eth.told]).toEqual([["confirmed"], ["ended notFound"], ["confirmed"]]);
    expect(none.errors).toMatchObject([
      { kind: "notFound", code: "NO_SUCH", reason: "the venue has no such product", sent: "yes" },
    ]);
    expect(received()).toHaveLength(3);
    expect(sockets.sockets).toHaveLength(1);
  });

  test("request only the one with a transient refusal again, later", async () => {
    const { clock, attach, received, say } = createSessionStream();
    const [btc, eth] = [attach(BTC), attach(ETH)];
    await nextTurn();
    await say([{ id: "1" }, { id: "2", refusal: BUSY }]);
    await clock.advance(499);
    expect(received()).toHaveLength(2);
    await clock.advance(1);
    expect(received().slice(2)).toEqual(["subscribe 3 level2 ETH-USD"]);
    await say({ id: "3", refusal: BUSY });
    await clock.advance(999);
    expect(received()).toHaveLength(3);
    await clock.advance(1);
    await say({ id: "4" });
    expect([btc.told, eth.told]).toEqual([["confirmed"], ["lost BUSY", "confirmed"]]);
  });

  test("are all lost when one has no answer, with a new connection", async () => {
    const { clock, attach, say, sockets, received } = createSessionStream();
    const sinks = [attach(BTC), attach(ETH)];
    await nextTurn();
    await clock.advance(4_999);
    await say({ id: "2" });
    expect(sinks.map(({ told }) => told)).toEqual([[], ["confirmed"]]);
    await clock.advance(1);
    expect(sinks.map(({ told }) => told)).toEqual([["lost UNCONFIRMED"], ["confirmed", "lost UNCONFIRMED"]]);
    expect(sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "subscribe 2 level2 ETH-USD"]);
    await say([{ id: "1" }, { id: "2" }]);
    expect(sinks.map(({ told }) => told.at(-1))).toEqual(["confirmed", "confirmed"]);
  });

  test("have a timeout for each answer: a later request has a later one", async () => {
    const { clock, subscribe, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await clock.advance(4_000);
    const eth = await subscribe(ETH);
    await say({ id: "1" });
    await clock.advance(4_999);
    expect([btc.told, eth.told]).toEqual([["confirmed"], []]);
    await clock.advance(1);
    expect([btc.told, eth.told]).toEqual([["confirmed", "lost UNCONFIRMED"], ["lost UNCONFIRMED"]]);
  });

  test("are written separately for each channel", async () => {
    const writes: (readonly string[])[] = [];
    const { attach } = createSessionStream({
      session: () => ({
        write: async (action, channel, keys) => {
          writes.push([action, channel, ...keys]);
          return [];
        },
      }),
    });
    for (const topic of [BTC, TRADES, ETH]) attach(topic);
    await nextTurn();
    expect(writes).toEqual([
      ["subscribe", "level2", "BTC-USD", "ETH-USD"],
      ["subscribe", "trades", "BTC-USD"],
    ]);
  });
});

describe("an answer that belongs to no open request", () => {
  test.each([
    ["with an id that was never used", { id: "99" }],
    ["with an id that is no number", { id: "constructor" }],
    ["that refuses an unknown request", { id: "99", refusal: UNKNOWN }],
    ["that confirms twice", { id: "1" }],
    ["that refuses a confirmed topic", { id: "1", refusal: UNKNOWN }],
    [
      "that refuses for the authorization what was confirmed",
      {
        id: "1",
        refusal: { kind: "unauthorized", reason: "no" },
      },
    ],
  ] as const)("changes nothing: one %s", async (_name, message) => {
    const { btc, eth, clock, say, received, sockets, logged } = await createLive();
    await say(message);
    await clock.advance(10_000);
    expect([btc.told, eth.told]).toEqual([["confirmed"], ["confirmed"]]);
    expect(received()).toHaveLength(2);
    expect(sockets.live()).toBe(1);
    expect(logged).toEqual([]);
  });

  test("does not answer another open request", async () => {
    const { clock, say, subscribe } = await createLive();
    const sol = await subscribe(SOL);
    await say([{ id: "1" }, { id: "2" }, { id: "4" }]);
    expect(sol.told).toEqual([]);
    await clock.advance(5_000);
    expect(sol.told).toEqual(["lost UNCONFIRMED"]);
  });

  test("may be for the connection before", async () => {
    const { clock, btc, sockets, say, subscribe, received } = await createLive();
    const sol = await subscribe(SOL);
    sockets.last.close(1001);
    await clock.advance(500);
    expect(received()).toHaveLength(3);
    await say({ id: "4" });
    expect([btc.told.at(-1), sol.told.at(-1)]).toEqual(["lost CLOSED", "lost CLOSED"]);
  });
});

describe("the end of a topic", () => {
  test("is requested and answered, and then the topic can come back", async () => {
    const { hub, btc, eth, clock, attach, say, received } = await createLive();
    await hub.detach(BTC, btc);
    await nextTurn();
    expect(received().slice(2)).toEqual(["unsubscribe 3 level2 BTC-USD"]);
    const again = attach(BTC);
    await nextTurn();
    // The venue could take a subscription and the end of the one before in the wrong order.
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
    const { hub, clock, eth, subscribe, say, received } = stream;
    const sol = await subscribe(SOL);
    await hub.detach(SOL, sol);
    await nextTurn();
    stream.respond = refuseAll;
    await say([
      { id: "3", refusal: UNKNOWN },
      { id: "4", refusal: NOT_SUBSCRIBED },
    ]);
    for (let second = 0; second < 50; second += 1) await clock.advance(1_000);
    expect(received().slice(2)).toEqual(["subscribe 3 level2 SOL-USD", "unsubscribe 4 level2 SOL-USD"]);
    expect(eth.told).toEqual(["confirmed"]);
  });

  test("of a topic that the venue refuses meanwhile lets a new subscription be refused itself", async () => {
    const stream = await createLive();
    const { hub, clock, subscribe, attach, say } = stream;
    const sol = await subscribe(SOL);
    await hub.detach(SOL, sol);
    const again = attach(SOL);
    await nextTurn();
    stream.respond = refuseAll;
    await say([
      { id: "3", refusal: UNKNOWN },
      { id: "4", refusal: NOT_SUBSCRIBED },
    ]);
    for (let second = 0; second < 50; second += 1) await clock.advance(1_000);
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
    // So often that the next attempt is further off than the time for an answer.
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
