import { describe, expect, test, vi } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { BTC, createTestStream, recordingSink } from "../testdata/streams/test-stream.ts";
import { STREAM_LIMITS, type StreamLimits } from "./topics/stream-context.ts";

const LIVE = ["confirmed", "snapshot"];

const LONG_CONFIRM: StreamLimits = { ...STREAM_LIMITS, confirmMs: 60_000, messageBytes: 1_000 };

describe("W3: silence", () => {
  test("for the protocol's limit cuts the connection without a close", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    await clock.advance(9_999);
    expect(btc.told).toEqual(LIVE);
    await clock.advance(1);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    expect(venue.sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE", ...LIVE]);
  });

  test("ends with any new message, and needs one timer only", async () => {
    const { subscribe, live, clock, venue } = createTestStream();
    const btc = await subscribe(BTC);
    const sleep = vi.spyOn(clock, "sleep");
    await live(120_000);
    expect(btc.told).toEqual(LIVE);
    expect(clock.timers()).toBe(1);
    // Each timer rings after the longest permitted silence.
    expect(sleep.mock.calls.length).toBeLessThan(20);
    expect(venue.sockets.sockets).toHaveLength(1);
  });

  test("does not end with repeated messages", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const btc = await subscribe(BTC);
    for (let second = 0; second < 10; second++) {
      venue.sendText('{"sequence":1}');
      await clock.advance(1_000);
    }
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
  });

  test("begins with the connection: a venue that accepts and stays silent is cut", async () => {
    const { venue, attach, clock } = createTestStream({ limits: { ...LONG_CONFIRM } });
    venue.answer = () => "nothing";
    const btc = attach(BTC);
    await nextTurn();
    await clock.advance(10_000);
    expect(btc.told).toEqual(["lost SILENCE"]);
  });

  test("W24: after the process was suspended there is one loss and one new connection", async () => {
    const { venue, subscribe, live, clock } = createTestStream();
    const btc = await subscribe(BTC);
    await live(5_000);
    await clock.advance(3_600_000);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    await clock.advance(500);
    await live(60_000);
    expect(btc.told).toEqual([...LIVE, "lost SILENCE", ...LIVE]);
    expect(venue.sockets.sockets).toHaveLength(2);
  });

  test("W24: a message that waited during the suspension is not used", async () => {
    const { venue, clock, hub } = createTestStream();
    const btc = recordingSink();
    let resumes = false;
    const late = { ...btc, confirmed: () => (resumes ? undefined : btc.confirmed()) };
    hub.attach(BTC, late);
    await nextTurn();
    resumes = true;
    const advanced = clock.advance(3_600_000);
    venue.publish("level2", "BTC-USD", { type: "old" });
    await advanced;
    expect(btc.told).toEqual([...LIVE, "lost SILENCE"]);
    expect(venue.sockets.sockets).toHaveLength(1);
  });
});
