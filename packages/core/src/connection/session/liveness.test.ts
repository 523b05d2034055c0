import { describe, expect, test } from "vitest";
import {
  acceptFrame,
  createSessionStream,
  type SessionStream,
} from "../../testdata/streams/session-stream.ts";
import { BTC } from "../../testdata/streams/test-stream.ts";

describe("pings", () => {
  const PINGED = { protocol: { pingMs: 3_000, silenceMs: 10_000 } } as const;
  const pingsOf = ({ received }: SessionStream): number =>
    received().filter((frame) => frame === "ping").length;

  test("are sent at their interval from the start, independent of other frames", async () => {
    const stream = createSessionStream(PINGED);
    await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    const sentAt: number[] = [];
    for (let second = 1; second <= 20; second += 1) {
      const before = pingsOf(stream);
      await stream.clock.advance(1_000);
      if (pingsOf(stream) > before) sentAt.push(second);
      await stream.say({ event: { ...BTC, type: "x" } });
    }
    expect(sentAt).toEqual([3, 6, 9, 12, 15, 18]);
    expect(pingsOf(stream)).toBe(6);
    expect(stream.clock.timers()).toBe(1);
  });

  test("begin after the hello is accepted", async () => {
    const stream = createSessionStream({ ...PINGED, hello: true });
    await stream.subscribe(BTC);
    await stream.clock.advance(4_000);
    expect(pingsOf(stream)).toBe(0);
    await stream.say({ hello: "accepted" });
    await stream.say({ id: "1" });
    await stream.clock.advance(2_999);
    expect(pingsOf(stream)).toBe(0);
    await stream.clock.advance(1);
    expect(pingsOf(stream)).toBe(1);
  });

  test("do not keep a silent connection alive: only received frames do", async () => {
    const stream = createSessionStream(PINGED);
    const btc = await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    for (let second = 1; second < 10; second += 1) await stream.clock.advance(1_000);
    expect(pingsOf(stream)).toBe(3);
    expect(btc.told).toEqual(["confirmed"]);
    await stream.clock.advance(1_000);
    expect(btc.told).toEqual(["confirmed", "lost SILENCE"]);
  });

  test("end with their connection, and begin again with the next", async () => {
    const stream = createSessionStream({ protocol: { pingMs: 3_000 } });
    stream.respond = (frame) => (frame === "ping" ? undefined : acceptFrame(frame));
    await stream.subscribe(BTC);
    await stream.clock.advance(2_000);
    stream.sockets.last.close(1001);
    await stream.clock.advance(500);
    await stream.clock.advance(2_999);
    expect(pingsOf(stream)).toBe(0);
    await stream.clock.advance(1);
    expect(pingsOf(stream)).toBe(1);
    expect(stream.received(0)).not.toContain("ping");
  });

  test("are not sent without an interval", async () => {
    const stream = createSessionStream();
    await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    for (let second = 1; second < 50; second += 1) await stream.clock.advance(1_000);
    expect(pingsOf(stream)).toBe(0);
  });

  test("are a loss when the session throws", async () => {
    const stream = createSessionStream({
      ...PINGED,
      session: () => ({
        ping: () => {
          throw new Error("canaryvalue");
        },
      }),
    });
    const btc = await stream.subscribe(BTC);
    await stream.say({ id: "1" });
    await stream.clock.advance(3_000);
    expect(btc.told).toEqual(["confirmed", "lost INTERNAL"]);
    expect(JSON.stringify(stream.logged)).not.toContain("canaryvalue");
  });

  test("of the venue are answered at once, before anything else of their message", async () => {
    const { subscribe, received, say } = createSessionStream();
    const btc = await subscribe(BTC);
    await say([{ id: "1" }, { ping: "1" }, { ping: "2", event: { ...BTC, type: "a" } }]);
    expect(received()).toEqual(["subscribe 1 level2 BTC-USD", "pong 1", "pong 2"]);
    expect(btc.told).toEqual(["confirmed", "a"]);
  });

  test("of the venue are not answered again when they are repeated", async () => {
    const { subscribe, received, say } = createSessionStream();
    await subscribe(BTC);
    await say([
      { sequence: 0, id: "1" },
      { sequence: 1, ping: "1" },
      { sequence: 1, ping: "1" },
    ]);
    expect(received().slice(1)).toEqual(["pong 1"]);
  });
});
