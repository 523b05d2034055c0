import { describe, expect, test } from "vitest";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import { createStream, many, snapshot, update, type Word } from "../testdata/feeds/order-stream.ts";
import { nextTurn } from "../testdata/next-turn.ts";

describe("a snapshot of open orders", () => {
  test.each([
    [0, 1],
    [1, 1],
    [49, 1],
    [50, 2],
    [51, 2],
    [100, 3],
    [149, 3],
  ])("of %i orders is complete after %i parts: the first short part is the last", (count, parts) => {
    const { hub, join } = createStream(50);
    const { told } = join();
    hub.sink.confirmed();
    for (let part = 0; part < parts; part++) {
      expect(told).not.toContain("live");
      hub.send([snapshot(...many(Math.min(50, count - part * 50), part * 50))]);
    }
    expect(told).toEqual([...many(count), "live"]);
  });

  test("may come before the confirmation, and in one frame", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.send([snapshot(...many(3)), snapshot(...many(1, 3))]);
    expect(told).toEqual(many(4));
    hub.sink.confirmed();
    expect(told).toEqual([...many(4), "live"]);
  });

  test("may be mixed with updates, which keep their order", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot("a OPEN", "b OPEN", "c OPEN")]);
    hub.send([update("a FILLED", "x OPEN")]);
    hub.send([snapshot("d OPEN")]);
    expect(told).toEqual(["a OPEN", "b OPEN", "c OPEN", "a FILLED", "x OPEN", "d OPEN", "live"]);
  });

  test("that is repeated is delivered again, and changes nothing else", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.send([snapshot("a OPEN", "b OPEN")]);
    await nextTurn();
    expect(told).toEqual(["a OPEN", "live", "a OPEN", "b OPEN"]);
    expect(lookUps.requested).toEqual([]);
  });
});

describe("updates", () => {
  test("are delivered in order of arrival", async () => {
    const { hub, join, list } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.send([update("a PARTIALLY_FILLED", "b OPEN"), update("a PENDING_CANCEL", "a CANCELLED")]);
    expect(told.slice(2)).toEqual(["a PARTIALLY_FILLED", "b OPEN", "a PENDING_CANCEL", "a CANCELLED"]);
  });

  test("are delivered for the wanted symbols only", async () => {
    const { hub, join } = createStream();
    const [some, none] = [join({ symbols: ["ETH-USD", "SOL-USD"] }), join({ symbols: [] })];
    hub.sink.confirmed();
    const orders = ["BTC-USD", "ETH-USD", "SOL-USD"].map((symbol) => ({ word: `${symbol} OPEN`, symbol }));
    hub.send([{ type: "snapshot", orders: orders.slice(0, 2) }]);
    hub.send([{ type: "update", orders }]);
    expect(some.told).toEqual(["ETH-USD OPEN", "live", "ETH-USD OPEN", "SOL-USD OPEN"]);
    expect(none.told).toEqual(["live"]);
  });
});

describe("a subscriber that joins late", () => {
  test("first gets every open order in its current state, and no final order", async () => {
    const { hub, join, list } = createStream();
    join();
    await list(["a OPEN", "b OPEN"]);
    const ends = ["FILLED", "CANCELLED", "REJECTED", "EXPIRED", "FAILED", "REPLACED"] as const;
    hub.send([update("a PARTIALLY_FILLED", "c PENDING", ...ends.map((end): Word => `${end} OPEN`))]);
    hub.send([update("b FILLED", ...ends.map((end): Word => `${end} ${end}`))]);
    expect(join().told).toEqual(["live", "a PARTIALLY_FILLED", "c PENDING"]);
  });

  test("gets the earlier parts of a first snapshot, too", () => {
    const { hub, join } = createStream();
    join();
    hub.sink.confirmed();
    hub.send([snapshot(...many(3))]);
    const late = join();
    hub.send([snapshot(...many(1, 3))]);
    expect(late.told).toEqual([...many(4), "live"]);
  });
});

test("W13: a handler that throws affects neither other handlers nor a recovery", async () => {
  const { hub, join, list, lookUps } = createStream();
  const failing = join({
    handler: () => {
      throw new Error("a subscriber's own fault");
    },
  });
  const other = join();
  await list(["a OPEN", "b OPEN"]);
  hub.sink.lost(LOSS);
  lookUps.recent = ["a FILLED", "b FILLED"];
  await list([]);
  expect(other.told).toEqual(["a OPEN", "b OPEN", "live", "stale", "a FILLED", "b FILLED", "live"]);
  expect(failing.told).toEqual(other.told);
  expect(failing.logged).toHaveLength(4);
  expect(lookUps.requested).toHaveLength(1);
});

test("N9: final orders are forgotten", async () => {
  const { hub, join, list, lookUps } = createStream();
  join({ symbols: [] });
  await list([]);
  for (let id = 0; id < 10_000; id++) hub.send([update(`${id} OPEN`), update(`${id} FILLED`)]);
  hub.send([update("last OPEN")]);
  expect(join().told).toEqual(["live", "last OPEN"]);
  hub.sink.lost(LOSS);
  await list([]);
  expect(lookUps.requested).toEqual(["orders since -60 s, at most 10000", "order last"]);
});
