import { describe, expect, test } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import { BUSY, createLive, SOL, UNKNOWN } from "../../testdata/streams/live-session.ts";
import { createSessionStream } from "../../testdata/streams/session-stream.ts";
import { BTC, ETH, TRADES } from "../../testdata/streams/test-stream.ts";

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
      "that refuses a confirmed topic as unauthorized",
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
