import { describe, expect, test } from "vitest";
import type { TradeHandler } from "../contract/subscription.ts";
import { createStream, range, snapshot, update } from "../testdata/feeds/trade-stream.ts";
import { nextTurn } from "../testdata/next-turn.ts";

describe("a subscriber", () => {
  test("that joins late gets history if it wants it, and then the same trades as others", () => {
    const { hub, join } = createStream();
    const first = join();
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    hub.send([update(3)]);
    const [late, lateWithHistory] = [join(), join({ history: true })];
    hub.send([update(4)]);
    expect(first.told).toEqual(["live", 3, 4]);
    expect(late.told).toEqual(["live", 4]);
    expect(lateWithHistory.told).toEqual(["live", 1, 2, 3, 4]);
  });

  test("gets its own copies: changes by another subscriber do not show", () => {
    const { hub, join } = createStream();
    const careless: TradeHandler = (trade) => {
      trade.price = "0";
    };
    join({ handler: careless });
    const reader = join();
    hub.sink.confirmed();
    hub.send([update(1)]);
    const late = join({ history: true });
    expect([...reader.trades, ...late.trades].map(({ price }) => price)).not.toContain("0");
    expect(late.trades).toHaveLength(1);
  });

  test("that leaves does not affect the others", async () => {
    const { hub, join } = createStream();
    const [stays, leaves] = [join(), join()];
    hub.sink.confirmed();
    await leaves.subscription.close();
    hub.send([update(1)]);
    expect(stays.told).toEqual(["live", 1]);
    expect(leaves.told).toEqual(["live", "closed"]);
    await stays.subscription.close();
    expect(hub.attached()).toEqual([]);
  });

  test("after all have left starts a new feed", async () => {
    const { hub, join } = createStream();
    const first = join();
    hub.sink.confirmed();
    hub.send([update(1)]);
    await first.subscription.close();
    const second = join({ history: true });
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    expect(second.told).toEqual(["live", 1, 2]);
  });
});

describe("W14: a slow handler", () => {
  test("gets every trade once, in order, one at a time", async () => {
    const { hub, join } = createStream();
    let running = 0;
    const { told } = join({
      handler: async () => {
        expect(++running).toBe(1);
        await nextTurn();
        running -= 1;
      },
    });
    hub.sink.confirmed();
    for (let id = 1; id <= 30; id += 3) hub.send([update(id, id + 1, id + 2)]);
    while (told.length < 31) await nextTurn();
    expect(told).toEqual(["live", ...range(1, 31)]);
  });

  test("that falls too far behind ends its own stream with an error", async () => {
    const { hub, join } = createStream();
    const [stuck, quick] = [join({ handler: () => new Promise(() => {}) }), join()];
    hub.sink.confirmed();
    for (let id = 1; id <= 10_001; id++) hub.send([update(id)]);
    expect(stuck.told).toEqual(["live", 1]);
    hub.send([update(10_002)]);
    expect(stuck.told).toEqual(["live", 1, "closed"]);
    expect(await stuck.subscription.closed).toMatchObject({
      reason: "failed",
      error: {
        kind: "unavailable",
        code: "HANDLER_TOO_SLOW",
        operation: "subscribeTest",
        reason: "the handler fell more than 10000 trades behind",
      },
    });
    hub.send([update(10_003)]);
    expect(quick.told).toHaveLength(10_004);
  });
});
