import { describe, expect, test, vi } from "vitest";
import { OrderSide } from "../cqc/enums.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { VenueError } from "../errors/venue-error.ts";
import { createStream, event, range, snapshot, trade, update } from "../testdata/feeds/trade-stream.ts";
import { seededRandom } from "../testdata/seeded-random.ts";

describe("trades", () => {
  test("are delivered once, sorted by time", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(3, 1, 2, 3)]);
    hub.send([update(5), update(4, 5, 3)]);
    expect(told).toEqual(["live", 1, 2, 3, 5, 4]);
  });

  test("of one moment are sorted by id, and a longer id is higher", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    const time = "2026-01-02T03:04:05Z";
    hub.send([{ type: "update", trades: [100, 9, 99, 10].map((id) => trade(id, "BTC-USD", time)) }]);
    expect(told).toEqual(["live", 9, 10, 99, 100]);
  });

  test("are sorted by nanoseconds", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    const at = (nanos: number): string => `2026-01-02T03:04:05.${String(nanos).padStart(9, "0")}Z`;
    hub.send([{ type: "update", trades: [trade(1, "BTC-USD", at(2)), trade(2, "BTC-USD", at(1))] }]);
    expect(told).toEqual(["live", 2, 1]);
  });

  test("without a time are delivered in the order of their ids", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([{ type: "update", trades: [2, 1, 2].map((id) => trade(id, "BTC-USD", "yesterday")) }]);
    expect(told).toEqual(["live", 1, 2]);
  });

  test("of other products are not delivered", () => {
    const { hub, join } = createStream();
    const { told } = join({ history: true });
    hub.sink.confirmed();
    hub.send([event("snapshot", [1, 2], "ETH-USD")]);
    hub.send([{ type: "update", trades: [trade(3, "ETH-USD"), trade(4)] }]);
    expect(told).toEqual(["live", 4]);
  });

  test("are as the venue's reader made them, with the subscriber's symbol", () => {
    const { hub, join } = createStream();
    const [own, other] = [join(), join({ symbol: "BTC-USDC" })];
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    expect(own.trades.map(({ symbol }) => symbol)).toEqual(["BTC-USD", "BTC-USD"]);
    expect(other.trades.map(({ symbol }) => symbol)).toEqual(["BTC-USDC", "BTC-USDC"]);
    expect(other.trades.map((trade) => ({ ...trade, symbol: "BTC-USD" }))).toEqual(own.trades);
    expect(own.trades.map(({ side }) => side)).toEqual([OrderSide.BUY, OrderSide.SELL]);
  });

  test("that are unreadable throw MalformedReply, and trades before them are not repeated", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1)]);
    expect(() => hub.send([update(2), { type: "update", trades: [{ product: "BTC-USD" }] }])).toThrow(
      MalformedReply,
    );
    lose();
    hub.send([snapshot(1, 2, 3)]);
    expect(told).toEqual(["live", 1, 2, "stale", "live", 3]);
  });
});

describe("the first snapshot", () => {
  test("is history, for subscribers that want history", () => {
    const { hub, join } = createStream();
    const [without, withHistory] = [join(), join({ history: true })];
    hub.sink.confirmed();
    hub.send([snapshot(3, 2, 1)]);
    hub.send([update(4)]);
    expect(without.told).toEqual(["live", 4]);
    expect(withHistory.told).toEqual(["live", 1, 2, 3, 4]);
  });

  test("may come again or after the first trades: no repeated and no older trade is delivered", () => {
    const { hub, join } = createStream();
    const { told } = join({ history: true });
    hub.sink.confirmed();
    hub.send([update(5)]);
    hub.send([snapshot(3, 4, 5)]);
    hub.send([snapshot(1, 2, 3, 4, 5, 6)]);
    hub.send([snapshot()]);
    expect(told).toEqual(["live", 5, 6]);
  });

  test("after an interruption is no history when trades came before it", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    // A quiet market can have an empty snapshot.
    hub.sink.confirmed();
    hub.send([update(5)]);
    lose();
    hub.send([snapshot(3, 4, 5, 6)]);
    expect(told).toEqual(["live", 5, "stale", "live", 6]);
  });
});

test("an end by the venue is the last report", async () => {
  const { hub, join } = createStream();
  const { told, subscription } = join();
  hub.sink.confirmed();
  const { sink } = hub;
  sink.ended(new VenueError({ kind: "notFound", venue: "testvenue", operation: "stream", reason: "r" }));
  sink.receive([], { data: [] });
  expect(told).toEqual(["live", "closed"]);
  expect(await subscription.closed).toMatchObject({
    reason: "failed",
    error: { operation: "subscribeTest" },
  });
  expect(hub.attached()).toEqual([]);
});

test("of 100,000 trades only the latest are remembered, and none is delivered twice", () => {
  const { hub, join, lose } = createStream();
  const reader = join();
  hub.sink.confirmed();
  for (let id = 1; id <= 100_000; id += 100) hub.send([update(...range(id, id + 100))]);
  expect(reader.told).toHaveLength(100_001);
  const late = join({ history: true });
  expect(late.told).toEqual(["live", ...range(98_001, 100_001)]);
  lose();
  // Many more trades than the feed remembers.
  hub.send([snapshot(...range(90_001, 100_002))]);
  expect(reader.told.slice(100_001)).toEqual(["stale", "live", 100_001]);
  expect(late.told.slice(2_001)).toEqual(["stale", "live", 100_001]);
});

test("no trade is lost, doubled or out of order, over random frames, repeats and interruptions", () => {
  const random = seededRandom(20_260_101);
  const { hub, join, lose } = createStream();
  const handler = vi.fn();
  const { told } = join({ history: true, handler });
  hub.sink.confirmed();
  let made = 10;
  hub.send([snapshot(...range(1, 11))]);
  for (let step = 0; step < 2_000; step++) {
    const from = made + 1;
    made += Math.floor(random() * 4);
    if (random() < 0.05) {
      lose();
      // The snapshot reaches back before the interruption.
      const back = Math.max(1, from - 1 - Math.floor(random() * 50));
      hub.send([snapshot(...range(back, made + 1).reverse())]);
    } else if (random() < 0.2) hub.send([update(...range(Math.max(1, from - 3), made + 1).reverse())]);
    else hub.send([update(...range(from, made + 1))]);
  }
  expect(told.filter((word) => typeof word === "number")).toEqual(range(1, made + 1));
  expect(told.filter((word) => String(word).startsWith("gap"))).toEqual([]);
  expect(handler).toHaveBeenCalledTimes(made);
});
