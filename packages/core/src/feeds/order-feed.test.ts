import { describe, expect, test } from "vitest";
import { isSnapshot } from "../connection/protocol/is-snapshot.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { OrderFilter } from "../contract/order-filter.ts";
import type { OrderHandler, StreamState, Subscription } from "../contract/subscription.ts";
import { OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import { deliverOrders } from "../subscribers/queued-delivery.ts";
import { collectLog, type LogEntry } from "../testdata/clients/test-client.ts";
import { createManualClock, type ManualClock, START_MS } from "../testdata/clocks/manual-clock.ts";
import { type Deferred, defer } from "../testdata/deferred.ts";
import { ORDER } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createFakeHub, type FakeHub } from "../testdata/streams/fake-hub.ts";
import { joinFeed, type TestSubscriber } from "../testdata/streams/test-subscriber.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createFeedPool } from "./feed.ts";
import { createOrderFeed } from "./order-feed.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };

type Status = Exclude<keyof typeof OrderStatus, "prototype">;

/** An order by its id and status, as "a OPEN". */
type Word = `${string} ${Status}`;

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map(Object.entries(OrderStatus));

function orderOf(word: string, symbol = "BTC-USD"): Order {
  const [orderId = "", status = ""] = word.split(" ");
  return { ...ORDER, orderId, symbol, status: STATUSES.get(status) ?? OrderStatus.UNSPECIFIED };
}

function wordOf({ orderId, status }: Order): string {
  return `${orderId} ${[...STATUSES].find(([, value]) => value === status)?.[0]}`;
}

const event = (type: string, words: readonly string[]): object => ({
  type,
  orders: words.map((word) => ({ word })),
});
const snapshot = (...words: readonly Word[]): object => event("snapshot", words);
const update = (...words: readonly Word[]): object => event("update", words);

const many = (count: number, from = 0): Word[] =>
  Array.from({ length: count }, (_, index): Word => `${from + index} OPEN`);

/** What the venue answers to look-ups; a test changes it as it goes. */
interface LookUps {
  /** "orders since 60 s", "order a" */
  readonly asked: string[];
  readonly signals: (AbortSignal | undefined)[];
  recent: readonly Word[];
  /** The open orders, where the stream does not begin with them. */
  open: readonly Word[];
  readonly byId: Map<string, Word>;
  /** Thrown by whatever is asked next, as often as it is in here. */
  readonly failures: unknown[];
  /** The next list waits for it. */
  hold: Deferred | undefined;
}

interface Reader extends Pick<TestSubscriber<readonly Order[]>, "logged"> {
  readonly subscription: Subscription;
  /** States, and orders as words. */
  readonly told: string[];
  lastLoss(): string | undefined;
}

interface Stream {
  readonly hub: FakeHub;
  readonly clock: ManualClock;
  /** What the feed has logged. */
  readonly logged: readonly LogEntry[];
  readonly lookUps: LookUps;
  join(options?: { handler?: OrderHandler; symbols?: readonly string[] }): Reader;
  /** Confirms and sends the parts of a snapshot, and lets a recovery run. */
  list(...parts: readonly (readonly Word[])[]): Promise<void>;
}

function venueError(kind: VenueErrorKind, retryAfterMs?: number): VenueError {
  return new VenueError({ kind, venue: "testvenue", operation: "getOrder", reason: "no", retryAfterMs });
}

/** Without a size of its snapshots the stream does not begin with one. */
function createStream(snapshotSize: number | "none" = 3): Stream {
  const hub = createFakeHub();
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const lookUps: LookUps = {
    asked: [],
    signals: [],
    recent: [],
    open: [],
    byId: new Map(),
    failures: [],
    hold: undefined,
  };
  const answer = (question: string, options: CallOptions | undefined): void => {
    lookUps.asked.push(question);
    lookUps.signals.push(options?.signal);
    if (lookUps.failures.length > 0) throw lookUps.failures.shift();
  };
  const pool = createFeedPool((key) =>
    createOrderFeed({
      hub,
      topic: { channel: "user", key },
      events: {
        snapshot: snapshotSize === "none" ? undefined : { isPart: isSnapshot, size: snapshotSize },
        readOrders: (event) =>
          event.list("orders").map((order) => orderOf(order.requiredText("word"), order.text("symbol"))),
      },
      lookUp: {
        listOpen: async (signal) => {
          if (snapshotSize !== "none") expect.fail("open orders come with the stream");
          answer("open orders", { signal });
          const orders = lookUps.open.map((word) => orderOf(word));
          await lookUps.hold?.promise;
          return orders;
        },
        getOrders: async (filter: OrderFilter = {}, options) => {
          const { start, limit } = filter;
          if (!(start instanceof Date)) throw new Error("a Date was expected");
          answer(`orders since ${(start.getTime() - START_MS) / 1_000} s, at most ${limit}`, options);
          const orders = lookUps.recent.map((word) => orderOf(word));
          await lookUps.hold?.promise;
          return Object.freeze(orders) as Order[];
        },
        getOrder: async (orderId, options) => {
          answer(`order ${orderId}`, options);
          const word = lookUps.byId.get(orderId);
          if (word === undefined) throw venueError("notFound");
          return orderOf(word);
        },
      },
      runtime: { clock, logger, random: () => 0.5 },
    }),
  );
  return {
    hub,
    clock,
    logged,
    lookUps,
    join: ({ handler, symbols } = {}) => {
      const told: string[] = [];
      const deliver: OrderHandler = (order) => {
        told.push(wordOf(order));
        return handler?.(order);
      };
      const onState = (state: StreamState): void => void told.push(state);
      const { subscriber, logged } = joinFeed(pool, "", deliverOrders(deliver, symbols), { onState });
      return {
        told,
        logged,
        subscription: subscriber.subscription,
        lastLoss: () => subscriber.lastLoss?.reason,
      };
    },
    list: async (...parts) => {
      hub.sink.confirmed();
      for (const part of parts) hub.send([snapshot(...part)]);
      await nextTurn();
    },
  };
}

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
    expect(lookUps.asked).toEqual([]);
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

describe("W5: after an interruption", () => {
  test("delivers every open order and every order that ended meanwhile, before it is live", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["known OPEN", "ended OPEN"], []);
    await clock.advance(600_000);
    hub.sink.lost(LOSS);
    await clock.advance(5_000);
    // One that came and went in it is found by its time; one that is older is asked for by its id.
    lookUps.recent = ["flash FILLED", "known OPEN"];
    lookUps.byId.set("ended", "ended CANCELLED");
    told.length = 0;
    await list(["known PARTIALLY_FILLED", "new OPEN"]);
    expect(told).toEqual(["known PARTIALLY_FILLED", "new OPEN", "flash FILLED", "ended CANCELLED", "live"]);
    expect(lookUps.asked).toEqual(["orders since 540 s, at most 10000", "order ended"]);
    expect(clock.timers()).toBe(0);
    expect(join().told).toEqual(["live", "known PARTIALLY_FILLED", "new OPEN"]);
  });

  test("does not look an order up by id when the list has it", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    await list([]);
    expect(told).toEqual(["a OPEN", "live", "stale", "a FILLED", "live"]);
    expect(lookUps.asked).toHaveLength(1);
  });

  test("prefers the stream's reports to a look-up", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a OPEN", "c OPEN"];
    lookUps.byId.set("b", "b OPEN");
    lookUps.hold = defer();
    await list([]);
    hub.send([update("a FILLED", "b CANCELLED", "c FILLED")]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told.slice(3)).toEqual(["stale", "a FILLED", "b CANCELLED", "c FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("skips and forgets an order that the venue no longer knows", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["gone OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("b", "b OPEN");
    await list([]);
    expect(told.slice(2)).toEqual(["live", "stale", "b OPEN", "live"]);
    expect(join().told).toEqual(["live", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.asked.length = 0;
    await list([]);
    expect(lookUps.asked.slice(1)).toEqual(["order b"]);
  });

  test("repeats a failed look-up with growing delays, and is not live before it succeeds", async () => {
    const { hub, clock, logged, join, list, lookUps } = createStream();
    const { told, lastLoss } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    const failures = [venueError("unavailable"), new Error("canaryvalue"), venueError("rateLimited", 30_000)];
    lookUps.failures.push(...failures);
    lookUps.recent = ["a FILLED"];
    told.length = 0;
    await list([]);
    const reasons: unknown[] = [];
    // Halves of one, two and, above what the venue asked for, four seconds.
    for (const waitMs of [500, 1_000, 30_000 + 2_000]) {
      reasons.push(lastLoss());
      expect(clock.timers()).toBe(1);
      await clock.advance(waitMs - 1);
      expect(clock.timers()).toBe(1);
      await clock.advance(1);
    }
    expect(told).toEqual(["a FILLED", "live"]);
    expect(reasons).toEqual(["no", "CQVX failed to look up missed orders", "no"]);
    expect(lookUps.asked).toHaveLength(4);
    expect(clock.timers()).toBe(0);
    expect(logged.map(({ level, message }) => `${level}: ${message}`)).toEqual(
      new Array(3).fill("warn: orders could not be looked up"),
    );
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("starts the delays again with the next recovery", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    join();
    await list([]);
    for (let round = 0; round < 10; round++) {
      hub.sink.lost(LOSS);
      lookUps.failures.push(venueError("unavailable"));
      await list([]);
      await clock.advance(500);
      expect(clock.timers()).toBe(0);
    }
  });

  test("repeats the whole look-up when the look-up of one order fails", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("a", "a FILLED").set("b", "b FILLED");
    lookUps.hold = defer();
    await list([]);
    // The list is on its way: this one is for the first order.
    lookUps.failures.push(venueError("timeout"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told.slice(2)).toEqual(["live", "stale"]);
    await clock.advance(500);
    expect(told.slice(2)).toEqual(["live", "stale", "a FILLED", "b FILLED", "live"]);
  });

  test("looks up from the start of the first interruption when a second one hits the recovery", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.hold = defer();
    lookUps.recent = ["abandoned FILLED"];
    await list(["a OPEN", "b OPEN"]);
    await clock.advance(10_000);
    hub.sink.lost(LOSS);
    told.length = 0;
    lookUps.hold.resolve();
    await nextTurn();
    lookUps.hold = undefined;
    lookUps.recent = ["a FILLED", "b FILLED"];
    await list([]);
    expect(told).toEqual(["a FILLED", "b FILLED", "live"]);
    expect(lookUps.asked).toEqual(Array(2).fill("orders since -60 s, at most 10000"));
    expect(lookUps.signals[0]?.aborted).toBe(true);
  });

  test("looks up a later interruption from its own start", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    join();
    await list([]);
    for (let round = 0; round < 2; round++) {
      await clock.advance(600_000);
      hub.sink.lost(LOSS);
      await list([]);
    }
    expect(lookUps.asked.map((question) => question.split(",")[0])).toEqual([
      "orders since 540 s",
      "orders since 1140 s",
    ]);
  });

  test("looks up the delivered orders after an interruption of a first snapshot", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot("a OPEN", "b OPEN", "c OPEN")]);
    hub.sink.lost(LOSS);
    lookUps.byId.set("a", "a FILLED");
    await list(["b OPEN", "c OPEN"]);
    expect(told.slice(3)).toEqual(["b OPEN", "c OPEN", "a FILLED", "live"]);
    expect(join().told).toEqual(["live", "b OPEN", "c OPEN"]);
  });

  test("looks up nothing when no order was delivered before", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.sink.lost(LOSS);
    await list(["a OPEN"]);
    expect(told).toEqual(["a OPEN", "live"]);
    expect(lookUps.asked).toEqual([]);
  });

  test("looks up once when a snapshot ends twice", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list([]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    await list([], []);
    expect(told).toEqual(["live", "stale", "a FILLED", "live"]);
    expect(lookUps.asked).toHaveLength(1);
  });

  test("is live once the confirmation has come, too", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list([]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["a FILLED"];
    hub.send([snapshot()]);
    await nextTurn();
    expect(told).toEqual(["live", "stale", "a FILLED"]);
    hub.sink.confirmed();
    expect(told.at(-1)).toBe("live");
  });
});

describe("a venue without look-ups of orders", () => {
  test("is live again after the snapshot of open orders", async () => {
    const { hub, clock, logged, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unsupported"));
    await list(["a PARTIALLY_FILLED", "b OPEN"]);
    expect(told.slice(2)).toEqual(["stale", "a PARTIALLY_FILLED", "b OPEN", "live"]);
    expect([lookUps.asked.length, clock.timers(), logged.length]).toEqual([1, 0, 0]);
    hub.send([update("b FILLED")]);
    expect(join().told).toEqual(["live", "a PARTIALLY_FILLED"]);
  });

  test("forgets orders that the snapshot lacks", async () => {
    const { hub, join, list, lookUps } = createStream();
    join();
    await list(["a OPEN", "b OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unsupported"));
    await list(["b OPEN"]);
    expect(join().told).toEqual(["live", "b OPEN"]);
  });

  test("ends a stream without a snapshot, which could never be live", async () => {
    const { hub, clock, join, list, lookUps } = createStream("none");
    const { told, subscription } = join();
    lookUps.failures.push(venueError("unsupported"));
    await list();
    await clock.advance(60_000);
    expect(told).toEqual(["closed"]);
    expect(await subscription.closed).toMatchObject({ reason: "failed", error: { kind: "unsupported" } });
    expect([lookUps.asked.length, clock.timers(), hub.attached().length]).toEqual([1, 0, 0]);
  });
});

describe("a venue with some of the look-ups", () => {
  test("delivers the listed orders when it cannot look up an order by id", async () => {
    const { hub, join, list, lookUps } = createStream();
    const { told } = join();
    await list(["old OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.recent = ["flash FILLED"];
    lookUps.hold = defer();
    await list([]);
    // The list is on its way: this one is for the order that it lacks.
    lookUps.failures.push(venueError("unsupported"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["old OPEN", "live", "stale", "flash FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("is live again with the open orders when it has no other look-up", async () => {
    const { hub, join, list, lookUps } = createStream("none");
    const { told } = join();
    lookUps.open = ["a OPEN", "b OPEN"];
    await list();
    hub.sink.lost(LOSS);
    lookUps.open = ["b PARTIALLY_FILLED"];
    lookUps.hold = defer();
    await list();
    // The open orders are on their way: this one is for what happened meanwhile.
    lookUps.failures.push(venueError("unsupported"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a OPEN", "b OPEN", "live", "stale", "b PARTIALLY_FILLED", "live"]);
    expect(join().told).toEqual(["live", "b PARTIALLY_FILLED"]);
  });
});

describe("an end during a recovery", () => {
  test("W15: by the subscriber leaves no timer, aborts the look-up, and delivers nothing more", async () => {
    using rejections = watchRejections();
    for (const during of ["look-up", "wait"]) {
      const { hub, clock, join, list, lookUps } = createStream();
      const { told, subscription } = join();
      await list(["a OPEN"]);
      hub.sink.lost(LOSS);
      lookUps.recent = ["a FILLED"];
      if (during === "wait") lookUps.failures.push(venueError("unavailable"));
      else lookUps.hold = defer();
      await list([]);
      expect(clock.timers()).toBe(during === "wait" ? 1 : 0);
      await subscription.close();
      lookUps.hold?.resolve();
      await clock.advance(60_000);
      expect(told).toEqual(["a OPEN", "live", "stale", "closed"]);
      expect(clock.timers()).toBe(0);
      expect(lookUps.signals.every((signal) => signal?.aborted)).toBe(true);
      expect(lookUps.asked).toHaveLength(1);
      expect(hub.attached()).toEqual([]);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("by the venue does the same", async () => {
    const { hub, clock, join, list, lookUps } = createStream();
    const { told, subscription } = join();
    await list(["a OPEN"]);
    hub.sink.lost(LOSS);
    lookUps.failures.push(venueError("unavailable"));
    await list([]);
    hub.sink.ended(venueError("unauthorized"));
    await clock.advance(60_000);
    expect(told).toEqual(["a OPEN", "live", "stale", "closed"]);
    expect(clock.timers()).toBe(0);
    expect(await subscription.closed).toMatchObject({ error: { kind: "unauthorized" } });
  });
});

describe("a stream without a snapshot of open orders", () => {
  /** Confirms it, and lets the look-ups go as far as they can. */
  const confirm = async ({ hub }: Stream): Promise<void> => {
    hub.sink.confirmed();
    await nextTurn();
  };

  test("lists them after its confirmation, and is live after the list", async () => {
    const stream = createStream("none");
    const { lookUps, join } = stream;
    const { told, subscription } = join();
    lookUps.open = ["a OPEN", "b PARTIALLY_FILLED"];
    await nextTurn();
    expect(lookUps.asked).toEqual([]);
    lookUps.hold = defer();
    await confirm(stream);
    expect(lookUps.asked).toEqual(["open orders"]);
    expect([told, subscription.state]).toEqual([[], "stale"]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a OPEN", "b PARTIALLY_FILLED", "live"]);
    expect(subscription.state).toBe("live");
    expect(lookUps.asked).toEqual(["open orders"]);
    expect(stream.clock.timers()).toBe(0);
  });

  test("is live without orders, and greets late subscribers with the open ones", async () => {
    const stream = createStream("none");
    const { hub, join } = stream;
    const { told } = join();
    await confirm(stream);
    expect(told).toEqual(["live"]);
    hub.send([update("a OPEN", "b OPEN"), update("a FILLED")]);
    expect(join().told).toEqual(["live", "b OPEN"]);
    expect(stream.lookUps.asked).toHaveLength(1);
  });

  test("treats no event as the list, not even one of type snapshot", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    hub.send([snapshot()]);
    await nextTurn();
    expect(told).toEqual([]);
    expect(lookUps.asked).toHaveLength(1);
  });

  test("delivers updates during the list, and prefers them to it", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["a OPEN", "b OPEN", "c OPEN", "d OPEN"];
    lookUps.hold = defer();
    hub.send([update("a FILLED")]);
    await confirm(stream);
    hub.send([update("b CANCELLED", "c PARTIALLY_FILLED", "e OPEN")]);
    lookUps.hold.resolve();
    await nextTurn();
    expect(told).toEqual(["a FILLED", "b CANCELLED", "c PARTIALLY_FILLED", "e OPEN", "d OPEN", "live"]);
    expect(join().told.toSorted()).toEqual(["c PARTIALLY_FILLED", "d OPEN", "e OPEN", "live"]);
  });

  test("W5: is stale with a reason while the list fails, and repeats it with growing delays", async () => {
    const stream = createStream("none");
    const { clock, logged, lookUps, join } = stream;
    const { told, lastLoss, subscription } = join();
    lookUps.open = ["a OPEN"];
    lookUps.failures.push(
      venueError("unavailable"),
      new Error("canaryvalue"),
      venueError("rateLimited", 30_000),
    );
    await confirm(stream);
    const reasons: unknown[] = [];
    for (const waitMs of [500, 1_000, 30_000 + 2_000]) {
      reasons.push(lastLoss());
      expect([subscription.state, clock.timers()]).toEqual(["stale", 1]);
      await clock.advance(waitMs - 1);
      expect(clock.timers()).toBe(1);
      await clock.advance(1);
    }
    expect(told).toEqual(["a OPEN", "live"]);
    expect(lookUps.asked).toEqual(Array(4).fill("open orders"));
    expect(reasons).toEqual(["no", "CQVX failed to look up missed orders", "no"]);
    expect(clock.timers()).toBe(0);
    expect(logged.map(({ message }) => message)).toEqual(Array(3).fill("orders could not be looked up"));
    expect(JSON.stringify(logged)).not.toContain("canaryvalue");
  });

  test("remembers updates over all attempts of the list", async () => {
    const stream = createStream("none");
    const { hub, clock, lookUps, join } = stream;
    const { told } = join();
    lookUps.failures.push(venueError("timeout"));
    lookUps.open = ["a OPEN", "b OPEN"];
    await confirm(stream);
    hub.send([update("a FILLED")]);
    await clock.advance(500);
    expect(told).toEqual(["a FILLED", "b OPEN", "live"]);
  });

  test("W5: looks up both the missed and the open orders after an interruption, before it is live", async () => {
    const stream = createStream("none");
    const { hub, clock, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["known OPEN", "ended OPEN", "gone OPEN"];
    await confirm(stream);
    await clock.advance(600_000);
    hub.sink.lost(LOSS);
    await clock.advance(5_000);
    lookUps.recent = ["flash FILLED", "known PARTIALLY_FILLED"];
    lookUps.byId.set("ended", "ended CANCELLED");
    lookUps.open = ["known PARTIALLY_FILLED", "new OPEN"];
    lookUps.asked.length = 0;
    told.length = 0;
    await confirm(stream);
    expect(lookUps.asked.toSorted()).toEqual([
      "open orders",
      "order ended",
      "order gone",
      "orders since 540 s, at most 10000",
    ]);
    expect(new Set(told)).toEqual(
      new Set(["flash FILLED", "known PARTIALLY_FILLED", "ended CANCELLED", "new OPEN", "live"]),
    );
    expect(told.at(-1)).toBe("live");
    expect(join().told).toEqual(["live", "known PARTIALLY_FILLED", "new OPEN"]);
  });

  test("W5: does not look up orders by id that are still open", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = many(100);
    for (const word of lookUps.open) lookUps.byId.set(word.split(" ")[0] ?? "", word);
    await confirm(stream);
    hub.sink.lost(LOSS);
    lookUps.asked.length = 0;
    told.length = 0;
    await confirm(stream);
    expect(lookUps.asked).toHaveLength(2);
    expect(new Set(told)).toEqual(new Set([...many(100), "live"]));
  });

  test("W5: is stale after an interruption until both look-ups succeed", async () => {
    for (const failing of ["recent", "open"] as const) {
      const stream = createStream("none");
      const { hub, clock, lookUps, join } = stream;
      const { told } = join();
      lookUps.open = ["a OPEN"];
      await confirm(stream);
      hub.sink.lost(LOSS);
      lookUps.recent = ["a FILLED"];
      lookUps.open = [];
      lookUps.hold = defer();
      if (failing === "recent") lookUps.failures.push(venueError("timeout"));
      await confirm(stream);
      // The first list is on its way: this one is for the second.
      if (failing === "open") lookUps.failures.push(venueError("timeout"));
      lookUps.hold.resolve();
      await nextTurn();
      expect(told).toEqual(["a OPEN", "live", "stale"]);
      expect(clock.timers()).toBe(1);
      await clock.advance(500);
      expect(told).toEqual(["a OPEN", "live", "stale", "a FILLED", "live"]);
    }
  });

  test("repeats a first list that was interrupted, and delivers nothing of the old one", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["old OPEN"];
    const old = defer();
    lookUps.hold = old;
    await confirm(stream);
    hub.sink.lost(LOSS);
    expect(lookUps.signals[0]?.aborted).toBe(true);
    lookUps.hold = undefined;
    lookUps.open = ["new OPEN"];
    await confirm(stream);
    old.resolve();
    await nextTurn();
    expect(told).toEqual(["new OPEN", "live"]);
    expect(lookUps.asked).toEqual(["open orders", "open orders"]);
  });

  test("looks up the delivered orders when its first list was interrupted", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    hub.send([update("a OPEN")]);
    hub.sink.lost(LOSS);
    lookUps.hold = undefined;
    lookUps.byId.set("a", "a FILLED");
    await confirm(stream);
    expect(told).toEqual(["a OPEN", "a FILLED", "live"]);
    expect(join().told).toEqual(["live"]);
  });

  test("reads nothing again after a second confirmation", async () => {
    const stream = createStream("none");
    const { lookUps, join } = stream;
    const { told } = join();
    lookUps.hold = defer();
    await confirm(stream);
    await confirm(stream);
    lookUps.hold.resolve();
    await nextTurn();
    await confirm(stream);
    expect(told).toEqual(["live"]);
    expect(lookUps.asked).toEqual(["open orders"]);
  });

  test("W15: aborts the list when it is closed, and delivers nothing more", async () => {
    using rejections = watchRejections();
    for (const during of ["list", "wait"]) {
      const stream = createStream("none");
      const { hub, clock, lookUps, join } = stream;
      const { told, subscription } = join();
      lookUps.open = ["a OPEN"];
      if (during === "wait") lookUps.failures.push(venueError("unavailable"));
      else lookUps.hold = defer();
      await confirm(stream);
      expect(lookUps.signals.map((signal) => signal?.aborted)).toEqual([false]);
      await subscription.close();
      expect(lookUps.signals.map((signal) => signal?.aborted)).toEqual([true]);
      lookUps.hold?.resolve();
      await clock.advance(60_000);
      expect(told).toEqual(["closed"]);
      expect([clock.timers(), lookUps.asked.length, hub.attached().length]).toEqual([0, 1, 0]);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("aborts the list when the venue ends the stream", async () => {
    const stream = createStream("none");
    const { hub, lookUps, join } = stream;
    const { told } = join();
    lookUps.open = ["a OPEN"];
    lookUps.hold = defer();
    await confirm(stream);
    hub.sink.ended(venueError("unauthorized"));
    lookUps.hold.resolve();
    await nextTurn();
    expect(lookUps.signals[0]?.aborted).toBe(true);
    expect(told).toEqual(["closed"]);
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
  expect(lookUps.asked).toHaveLength(1);
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
  expect(lookUps.asked).toEqual(["orders since -60 s, at most 10000", "order last"]);
});
