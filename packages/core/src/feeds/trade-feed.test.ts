import { describe, expect, test, vi } from "vitest";
import { isSnapshot } from "../connection/protocol/is-snapshot.ts";
import type {
  StreamState,
  SubscribeTradesOptions,
  Subscription,
  TradeHandler,
} from "../contract/subscription.ts";
import { OrderSide } from "../cqc/enums.ts";
import type { Trade } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { VenueError } from "../errors/venue-error.ts";
import { deliverTrades } from "../subscribers/queued-delivery.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import { createFakeHub, type FakeHub } from "../testdata/streams/fake-hub.ts";
import { joinFeed } from "../testdata/streams/test-subscriber.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createFeedPool } from "./feed.ts";
import { createTradeFeed, type TradeEvents } from "./trade-feed.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };

const EVENTS: TradeEvents = {
  isSnapshot,
  readTrades: (event, key) =>
    event
      .list("trades")
      .filter((trade) => trade.text("product") === key)
      .map((trade): Trade => {
        const timestamp = trade.timestamp("time");
        return {
          $typeName: "cqc.markets.v1.Trade",
          tradeId: trade.requiredText("id"),
          symbol: key,
          price: trade.requiredDecimal("price"),
          quantity: "1",
          side: trade.text("side") === "SELL" ? OrderSide.SELL : OrderSide.BUY,
          ...(timestamp && { timestamp }),
        };
      }),
};

/** Trades of one product; the id is also the second in which it was made. */
function event(type: string, ids: readonly number[], product = "BTC-USD"): object {
  return { type, trades: ids.map((id) => trade(id, product)) };
}

function trade(id: number, product = "BTC-USD", time = new Date(id * 1_000).toISOString()): object {
  return { id: String(id), product, price: String(id), time, side: id % 2 === 0 ? "SELL" : "BUY" };
}

const snapshot = (...ids: readonly number[]): object => event("snapshot", ids);
const update = (...ids: readonly number[]): object => event("update", ids);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

interface Reader {
  readonly subscription: Subscription;
  /** States, ids of trades as numbers, and "gap 3-7". */
  readonly told: (string | number)[];
  readonly trades: Trade[];
  readonly errors: unknown[];
}

interface ReaderOptions extends Pick<SubscribeTradesOptions, "history" | "onGap"> {
  readonly symbol?: string;
  readonly handler?: TradeHandler;
}

interface Stream {
  readonly hub: FakeHub;
  join(options?: ReaderOptions): Reader;
  lose(): void;
}

function createStream(events: TradeEvents = EVENTS): Stream {
  const hub = createFakeHub();
  const pool = createFeedPool((key) => createTradeFeed(hub, { channel: "market_trades", key }, events));
  return {
    hub,
    join: ({ symbol = "BTC-USD", handler, history, onGap } = {}) => {
      const told: (string | number)[] = [];
      const trades: Trade[] = [];
      const errors: unknown[] = [];
      const deliver: TradeHandler = (trade) => {
        told.push(Number(trade.tradeId));
        trades.push(trade);
        return handler?.(trade);
      };
      const delivery = deliverTrades(deliver, symbol, {
        history,
        onGap: (gap) => {
          told.push(`gap ${gap.after.tradeId}-${gap.before.tradeId}`);
          return onGap?.(gap);
        },
      });
      const { subscriber } = joinFeed(pool, "BTC-USD", delivery, {
        onState: (state: StreamState) => void told.push(state),
        onError: (error) => void errors.push(error),
      });
      return { subscription: subscriber.subscription, told, trades, errors };
    },
    lose: () => {
      hub.sink.lost(LOSS);
      hub.sink.confirmed();
    },
  };
}

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
    // A market so quiet that there was nothing to put into a snapshot.
    hub.sink.confirmed();
    hub.send([update(5)]);
    lose();
    hub.send([snapshot(3, 4, 5, 6)]);
    expect(told).toEqual(["live", 5, "stale", "live", 6]);
  });
});

describe("W5: an interruption", () => {
  test("loses no trade that the next snapshot repeats, and delivers none twice", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    hub.send([update(3)]);
    lose();
    hub.send([snapshot(6, 5, 4, 3, 2, 1, 0)]);
    hub.send([update(6, 7)]);
    expect(told).toEqual(["live", 3, "stale", "live", 4, 5, 6, 7]);
  });

  test("whose snapshot does not reach back reports a gap before the next trade, with the subscriber's symbol", () => {
    const { hub, join, lose } = createStream();
    const gaps: string[] = [];
    const { told } = join({
      symbol: "BTC-USDC",
      onGap: ({ after, before }) => void gaps.push(after.symbol, before.symbol),
    });
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    hub.send([snapshot(5, 6)]);
    hub.send([update(7)]);
    expect(told).toEqual(["live", 1, 2, "stale", "live", "gap 2-5", 5, 6, 7]);
    expect(gaps).toEqual(["BTC-USDC", "BTC-USDC"]);
  });

  test("whose snapshot reaches back to the last trade or further is no gap", () => {
    for (const ids of [
      [3, 4, 5],
      [2, 5],
      [1, 2, 3, 5],
      [1, 2, 3],
    ]) {
      const { hub, join, lose } = createStream();
      const { told } = join();
      hub.sink.confirmed();
      hub.send([update(1, 2, 3)]);
      lose();
      hub.send([snapshot(...ids)]);
      hub.send([update(6)]);
      expect(told.filter((word) => typeof word === "string")).toEqual(["live", "stale", "live"]);
    }
  });

  test("with several losses is one gap, from the last trade before the first loss", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    lose();
    hub.send([snapshot(8, 9)]);
    lose();
    hub.send([snapshot(9, 10)]);
    expect(told).toEqual([
      "live",
      1,
      2,
      "stale",
      "live",
      "stale",
      "live",
      "gap 2-8",
      8,
      9,
      "stale",
      "live",
      10,
    ]);
  });

  test("is not resolved by trades before the snapshot", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    hub.send([update(9)]);
    hub.send([snapshot(6, 7, 8, 9)]);
    // 9 was given before it was known that there is more: none is lost, and the gap is told.
    expect(told).toEqual(["live", 1, 2, "stale", "live", 9, "gap 2-6", 6, 7, 8]);
  });

  test("continues after a trade that came before the snapshot", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    hub.send([update(9)]);
    lose();
    hub.send([snapshot(8, 9, 10)]);
    expect(told.slice(5)).toEqual([9, "stale", "live", "gap 2-8", 8, 10]);
  });

  test("after a late trade is measured from the newest trade", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 5)]);
    hub.send([update(4)]);
    lose();
    hub.send([snapshot(5, 6)]);
    expect(told).toEqual(["live", 1, 5, 4, "stale", "live", 6]);
  });

  test("followed by an empty snapshot is a gap before the next trade", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    hub.send([snapshot()]);
    hub.send([update(9)]);
    expect(told).toEqual(["live", 1, 2, "stale", "live", "gap 2-9", 9]);
  });

  test("before the first trade is no gap", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    lose();
    hub.send([snapshot(8, 9)]);
    lose();
    hub.send([snapshot(8, 9, 10)]);
    expect(told).toEqual(["live", "stale", "live", 10]);
  });

  test("W13: delivers its trades without an onGap, and with one that throws or rejects", async () => {
    using rejections = watchRejections();
    const { hub, join, lose } = createStream();
    const fault = new Error("a subscriber's own fault");
    const throwing = join({
      onGap: () => {
        throw fault;
      },
    });
    const rejecting = join({ onGap: () => Promise.reject(fault) });
    hub.sink.confirmed();
    hub.send([update(1)]);
    lose();
    hub.send([snapshot(5)]);
    expect(await rejections.seen()).toEqual([]);
    for (const { told, errors } of [throwing, rejecting]) {
      expect(told).toEqual(["live", 1, "stale", "live", "gap 1-5", 5]);
      expect(errors).toEqual([fault]);
    }
  });
});

describe("a stream without snapshots", () => {
  const UNREPEATED: TradeEvents = { readTrades: EVENTS.readTrades };

  test("has no history: its first trades are new for all subscribers", () => {
    const { hub, join } = createStream(UNREPEATED);
    const readers = [join(), join({ history: true })];
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    hub.send([update(3)]);
    for (const { told } of readers) expect(told).toEqual(["live", 1, 2, 3]);
  });

  test("W5: reports a gap once, with the first trade after an interruption and the subscriber's symbol", () => {
    const { hub, join, lose } = createStream(UNREPEATED);
    const gaps: string[] = [];
    const { told } = join({
      symbol: "BTC-USDC",
      onGap: ({ after, before }) => void gaps.push(after.symbol, before.symbol),
    });
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    expect(told).toEqual(["live", 1, 2, "stale", "live"]);
    hub.send([update(6, 5)]);
    hub.send([update(7)]);
    expect(told.slice(3)).toEqual(["stale", "live", "gap 2-5", 5, 6, 7]);
    expect(gaps).toEqual(["BTC-USDC", "BTC-USDC"]);
  });

  test("W5: does not treat an event of type snapshot as one", () => {
    const { hub, join, lose } = createStream(UNREPEATED);
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 2)]);
    lose();
    hub.send([snapshot(2, 5)]);
    expect(told.slice(5)).toEqual(["gap 2-5", 5]);
  });

  test("W5: reports one gap for repeated losses, and one for each loss with trades between", () => {
    const { hub, join, lose } = createStream(UNREPEATED);
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1)]);
    lose();
    lose();
    hub.send([update(5)]);
    lose();
    hub.send([update(9), update(10)]);
    expect(told.filter((word) => !["live", "stale"].includes(String(word)))).toEqual([
      1,
      "gap 1-5",
      5,
      "gap 5-9",
      9,
      10,
    ]);
  });

  test("reports no gap before its first trade, nor for a repeated trade", () => {
    const { hub, join, lose } = createStream(UNREPEATED);
    const { told } = join();
    lose();
    hub.send([update(4, 5)]);
    lose();
    hub.send([update(5)]);
    expect(told).toEqual(["live", 4, 5, "stale", "live"]);
    hub.send([update(6)]);
    expect(told.slice(5)).toEqual(["gap 5-6", 6]);
  });
});

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

test("of 100,000 trades only the latest are remembered, and none is delivered twice", () => {
  const { hub, join, lose } = createStream();
  const reader = join();
  hub.sink.confirmed();
  for (let id = 1; id <= 100_000; id += 100) hub.send([update(...range(id, id + 100))]);
  expect(reader.told).toHaveLength(100_001);
  const late = join({ history: true });
  expect(late.told).toEqual(["live", ...range(98_001, 100_001)]);
  lose();
  // Far more than is remembered.
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
      // It reaches back further than the interruption.
      const back = Math.max(1, from - 1 - Math.floor(random() * 50));
      hub.send([snapshot(...range(back, made + 1).reverse())]);
    } else if (random() < 0.2) hub.send([update(...range(Math.max(1, from - 3), made + 1).reverse())]);
    else hub.send([update(...range(from, made + 1))]);
  }
  expect(told.filter((word) => typeof word === "number")).toEqual(range(1, made + 1));
  expect(told.filter((word) => String(word).startsWith("gap"))).toEqual([]);
  expect(handler).toHaveBeenCalledTimes(made);
});
