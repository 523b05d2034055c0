import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { BTC, createTestStream, recordingSink, TRADES } from "../testdata/streams/test-stream.ts";

const LIVE = ["confirmed", "snapshot"];

describe("W5: a gap", () => {
  test("loses every topic of the connection before anything else, and leads to new snapshots", async () => {
    const { venue, subscribe, clock } = createTestStream();
    const [btc, trades] = [await subscribe(BTC), await subscribe(TRADES)];
    venue.skip(1);
    venue.publish("level2", "BTC-USD", { type: "after the gap" });
    expect(btc.told).toEqual([...LIVE, "lost GAP"]);
    expect(trades.told).toEqual([...LIVE, "lost GAP"]);
    expect(venue.sockets.last.endedBy).toBe("terminate");
    await clock.advance(500);
    expect(venue.sockets.sockets).toHaveLength(2);
    expect(btc.told).toEqual([...LIVE, "lost GAP", ...LIVE]);
    expect(trades.told).toEqual([...LIVE, "lost GAP", ...LIVE]);
  });

  test("names the expected and the received number, in the log and to the sinks", async () => {
    const { hub, venue, logged } = createTestStream();
    const reasons: string[] = [];
    hub.attach(BTC, { ...recordingSink(), lost: ({ reason }) => void reasons.push(reason) });
    await nextTurn();
    venue.skip(2);
    venue.heartbeat();
    expect(reasons).toEqual(["expected message 3, got 5"]);
    expect(logged).toEqual([
      {
        level: "warn",
        message: "stream lost",
        fields: {
          venue: "testvenue",
          topics: ["level2 BTC-USD"],
          count: 1,
          code: "GAP",
          reason: "expected message 3, got 5",
          delayMs: 500,
        },
      },
    ]);
  });

  test("is noticed on acknowledgements, heartbeats and unknown channels, too", async () => {
    for (const message of [{ subscribed: [BTC] }, {}, { data: [{ channel: "news", key: "", events: [] }] }]) {
      const { venue, subscribe } = createTestStream();
      const btc = await subscribe(BTC);
      venue.skip(1);
      venue.send(message);
      expect(btc.told).toEqual([...LIVE, "lost GAP"]);
    }
  });

  test("is noticed when a connection does not start at 0, and when a number is NaN", async () => {
    for (const sequence of ["1", "NaN", "0.5"]) {
      const { venue, attach } = createTestStream();
      venue.answer = () => "nothing";
      const btc = attach(BTC);
      await nextTurn();
      venue.sendText(`{"sequence":"${sequence}"}`);
      expect(btc.told).toEqual(["lost GAP"]);
    }
  });

  test("does not exist on venues without numbers", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    venue.sendText('{"data":[{"channel":"level2","key":"BTC-USD","events":[{"type":"1"}]}]}');
    venue.publish("level2", "BTC-USD", { type: "2" });
    expect(btc.told).toEqual([...LIVE, "1", "2"]);
  });

  test("W6: a repeated message is ignored with all its content", async () => {
    const { venue, subscribe } = createTestStream();
    const btc = await subscribe(BTC);
    const data = [{ ...BTC, events: [{ type: "old" }] }];
    for (const sequence of [0, 1, 2]) {
      venue.sendText(JSON.stringify({ sequence, data, subscribed: [], refusal: { reason: "no" } }));
    }
    venue.publish("level2", "BTC-USD", { type: "new" });
    expect(btc.told).toEqual([...LIVE, "new"]);
    expect(venue.sockets.live()).toBe(1);
  });

  test("W5, W6: events are gapless or follow a loss, for any dropped, doubled or swapped messages", async () => {
    const feed = fc.array(
      fc.tuple(fc.nat(40), fc.constantFrom("drop", "double", "swap", "keep", "keep", "keep")),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(feed, async (faults) => {
        const { venue, subscribe, clock } = createTestStream();
        const btc = await subscribe(BTC);
        const before = 3;
        const numbers = faults.map((_, index) => before + index);
        const wire = faults.flatMap(([, fault], index) => {
          const number = before + index;
          if (fault === "drop") return [];
          return fault === "double" ? [number, number] : [number];
        });
        for (const [index, [, fault]] of faults.entries()) {
          const [left, right] = [wire[index], wire[index + 1]];
          if (fault !== "swap" || left === undefined || right === undefined) continue;
          [wire[index], wire[index + 1]] = [right, left];
        }
        for (const number of wire) {
          venue.sendText(
            JSON.stringify({ sequence: number, data: [{ ...BTC, events: [{ type: String(number) }] }] }),
          );
        }
        const lostAt = btc.told.indexOf("lost GAP");
        const events = btc.told.slice(2, lostAt === -1 ? undefined : lostAt);
        expect(events).toEqual(numbers.slice(0, events.length).map(String));
        expect(btc.told.slice(2 + events.length)).toEqual(lostAt === -1 ? [] : ["lost GAP"]);
        const highest = Math.max(before - 1, ...wire);
        expect(lostAt === -1).toBe(events.length === highest - before + 1);
        if (lostAt !== -1) await clock.advance(500);
        expect(btc.told.slice(-2)).toEqual(lostAt === -1 ? btc.told.slice(-2) : LIVE);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });
});
