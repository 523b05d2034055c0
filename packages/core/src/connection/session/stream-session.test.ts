import { describe, expect, test, vi } from "vitest";
import { nextTurn } from "../../testdata/next-turn.ts";
import { refusal } from "../../testdata/streams/live-session.ts";
import { createSessionStream, type SessionStreamOptions } from "../../testdata/streams/session-stream.ts";
import { BTC, ETH } from "../../testdata/streams/test-stream.ts";
import { watchRejections } from "../../testdata/unhandled-rejections.ts";

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
    // ETH was number 2 on the previous connection, too. That answer does not count on this one.
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
    ["an unauthorized error", { refusal: refusal("unauthorized", "EXPIRED") }, "lost EXPIRED"],
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
