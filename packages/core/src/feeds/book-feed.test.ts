import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSnapshot } from "../connection/protocol/is-snapshot.ts";
import type { OrderBookHandler, StreamState, Subscription } from "../contract/subscription.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { VenueError } from "../errors/venue-error.ts";
import { createLevelReader } from "../order-book/read-levels.ts";
import { deliverBooks } from "../subscribers/book-delivery.ts";
import { defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import { createFakeHub, type FakeHub } from "../testdata/streams/fake-hub.ts";
import { joinFeed } from "../testdata/streams/test-subscriber.ts";
import { type BookEvents, createBookFeed } from "./book-feed.ts";
import { createFeedPool } from "./feed.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };

const EVENTS: BookEvents = {
  isSnapshot,
  readLevels: createLevelReader({
    levels: "updates",
    price: "price",
    quantity: "quantity",
    side: "side",
    sides: { bid: "bids", offer: "asks" },
  }),
};

type Level = readonly [side: "bid" | "offer", price: string, quantity: string];

function event(type: string, levels: readonly Level[]): object {
  return { type, updates: levels.map(([side, price, quantity]) => ({ side, price, quantity })) };
}

const snapshot = (...levels: readonly Level[]): object => event("snapshot", levels);
const update = (...levels: readonly Level[]): object => event("update", levels);

const SNAPSHOT = snapshot(
  ["bid", "100", "1"],
  ["bid", "99", "2"],
  ["offer", "101", "3"],
  ["offer", "102", "4"],
);

/** "100×1 99×2 | 101×3 102×4" */
function write({ bids, asks }: OrderBook): string {
  const side = (levels: OrderBook["bids"]): string =>
    levels.map(({ price, quantity }) => `${price}×${quantity}`).join(" ");
  return `${side(bids)} | ${side(asks)}`;
}

interface Reader {
  readonly subscription: Subscription;
  /** The states that it was told, and "state: book" for each call of its handler. */
  readonly told: string[];
  readonly books: OrderBook[];
  readonly errors: unknown[];
}

interface ReaderOptions {
  readonly symbol?: string;
  readonly depth?: number;
  readonly handler?: OrderBookHandler;
  readonly onState?: (state: StreamState) => void;
}

interface Stream {
  readonly hub: FakeHub;
  join(options?: ReaderOptions): Reader;
  /** Confirmed, and with its first snapshot. */
  live(): void;
}

function createStream(events: BookEvents = EVENTS): Stream {
  const hub = createFakeHub();
  const pool = createFeedPool((key) => createBookFeed(hub, { channel: "level2", key }, events));
  return {
    hub,
    join: (options = {}) => {
      const { symbol = "BTC-USD", depth = 50, handler, onState } = options;
      const told: string[] = [];
      const books: OrderBook[] = [];
      const errors: unknown[] = [];
      const deliver: OrderBookHandler = (book, context) => {
        books.push(book);
        told.push(`${context.state}: ${write(book)}`);
        return handler?.(book, context);
      };
      const { subscriber } = joinFeed(pool, "BTC-USD", deliverBooks(deliver, symbol, depth), {
        onState: (state) => {
          told.push(state);
          onState?.(state);
        },
        onError: (error) => void errors.push(error),
      });
      return { subscription: subscriber.subscription, told, books, errors };
    },
    live: () => {
      hub.sink.confirmed();
      hub.send([SNAPSHOT]);
    },
  };
}

const FIRST = "live: 100×1 99×2 | 101×3 102×4";

describe("a book", () => {
  test("is live after its confirmation and its snapshot, in either order", () => {
    for (const confirmedFirst of [true, false]) {
      const { hub, join } = createStream();
      const { told, subscription } = join();
      if (confirmedFirst) hub.sink.confirmed();
      else hub.send([SNAPSHOT]);
      expect(told).toEqual([]);
      expect(subscription.state).toBe("stale");
      if (confirmedFirst) hub.send([SNAPSHOT]);
      else hub.sink.confirmed();
      expect(told).toEqual(["live", FIRST]);
      expect(subscription.state).toBe("live");
    }
  });

  test("is delivered after each update, with the time and the number of the message", () => {
    const { hub, join, live } = createStream();
    const { told, books } = join();
    live();
    hub.send([update(["bid", "100", "0"], ["offer", "101", "3.50"], ["bid", "98.5", "7"])], {
      sequence: 12,
      time: "2026-01-02T03:04:05.123456789Z",
    });
    expect(told.at(-1)).toBe("live: 99×2 98.5×7 | 101×3.50 102×4");
    expect(books.at(-1)).toMatchObject({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol: "BTC-USD",
      sequence: "12",
      timestamp: { seconds: "1767323045", nanos: 123_456_789 },
      indicative: false,
    });
    hub.send([update()], { sequence: 13, time: "yesterday" });
    expect(books.at(-1)).toMatchObject({ sequence: "13", timestamp: undefined });
    hub.send([update()]);
    expect(books.at(-1)).toMatchObject({ sequence: undefined, timestamp: undefined });
  });

  test("W7: is replaced by a snapshot, and ignores updates before the first one", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(["bid", "1", "1"])]);
    expect(told).toEqual([]);
    hub.send([SNAPSHOT]);
    hub.send([snapshot(["bid", "50", "1"])]);
    expect(told).toEqual(["live", FIRST, "live: 50×1 | "]);
  });

  test("is delivered once for all events of a frame", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([
      update(["bid", "1", "1"]),
      SNAPSHOT,
      update(["bid", "100", "5"]),
      update(["offer", "101", "0"]),
    ]);
    expect(told).toEqual(["live", "live: 100×5 99×2 | 102×4"]);
  });

  test("may be empty or one-sided", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot()]);
    hub.send([update(["bid", "1", "2"])]);
    expect(told).toEqual(["live", "live:  | ", "live: 1×2 | "]);
  });

  test("does not change after its delivery", () => {
    const { hub, join, live } = createStream();
    const { books, told } = join({ depth: Number.POSITIVE_INFINITY });
    live();
    const copies = [structuredClone(books[0])];
    for (let round = 0; round < 20; round++) {
      hub.send([update(["bid", "100", `${round + 1}.5`], ["offer", "101", `${round + 2}`])], {
        sequence: round,
      });
      copies.push(structuredClone(books.at(-1)));
    }
    hub.send([snapshot(["bid", "1", "1"])]);
    copies.push(structuredClone(books.at(-1)));
    hub.sink.lost(LOSS);
    expect(books.slice(0, -1)).toEqual(copies);
    expect(new Set(told.filter((word) => word.startsWith("live:"))).size).toBe(22);
  });
});

describe("W8: a book with a bid above an ask", () => {
  test("is stale and is not delivered", () => {
    const { hub, join, live } = createStream();
    const { told } = join();
    live();
    expect(() => hub.send([update(["bid", "101.5", "1"])])).toThrow(
      expect.objectContaining({ name: "MalformedReply", code: "CROSSED_BOOK" }),
    );
    hub.sink.lost({ code: "CROSSED_BOOK", reason: "r" });
    expect(told).toEqual(["live", FIRST, "stale", FIRST.replace("live", "stale")]);
  });

  test("is refused as a snapshot too, and the stream is not live", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    expect(() => hub.send([snapshot(["bid", "2", "1"], ["offer", "1", "1"])])).toThrow(MalformedReply);
    hub.sink.lost({ code: "CROSSED_BOOK", reason: "r" });
    expect(told).toEqual([]);
  });

  test("is accepted when both prices are equal or when the venue documents crossed books", () => {
    const { hub, join, live } = createStream();
    const { told } = join();
    live();
    hub.send([update(["bid", "101", "1"])]);
    expect(told.at(-1)).toBe("live: 101×1 100×1 99×2 | 101×3 102×4");
    const crossing = createStream({ ...EVENTS, mayCross: true });
    const crossed = crossing.join();
    crossing.live();
    crossing.hub.send([update(["bid", "101.5", "1"])]);
    expect(crossed.told.at(-1)).toBe("live: 101.5×1 100×1 99×2 | 101×3 102×4");
  });
});

test("an unreadable level makes the book stale", () => {
  const { hub, join, live } = createStream();
  const { told } = join();
  live();
  for (const bad of [update(["bid", "x", "1"]), update(["bid", "1", "-1"]), { type: "update" }]) {
    expect(() => hub.send([bad])).toThrow(MalformedReply);
  }
  expect(told).toEqual(["live", FIRST]);
});

describe("W5: a loss", () => {
  test("reports the state first, then the last book once more as stale", () => {
    const { hub, join, live } = createStream();
    const { told, books, subscription } = join();
    live();
    hub.sink.lost(LOSS);
    expect(told).toEqual(["live", FIRST, "stale", FIRST.replace("live", "stale")]);
    expect(books[1]).toBe(books[0]);
    expect(subscription.state).toBe("stale");
    hub.sink.lost(LOSS);
    expect(told).toHaveLength(4);
  });

  test("before the first book does not call the handler", () => {
    const { hub, join } = createStream();
    const { told } = join();
    hub.sink.lost(LOSS);
    hub.sink.confirmed();
    hub.sink.lost(LOSS);
    expect(told).toEqual([]);
  });

  test("makes the book stale until a new snapshot is confirmed", () => {
    const { hub, join, live } = createStream();
    const { told } = join();
    live();
    hub.sink.lost(LOSS);
    told.length = 0;
    hub.send([update(["bid", "100", "9"])]);
    hub.sink.confirmed();
    hub.send([update(["bid", "100", "8"])]);
    expect(told).toEqual([]);
    hub.send([snapshot(["bid", "98", "1"])]);
    hub.send([update(["offer", "103", "2"])]);
    expect(told).toEqual(["live", "live: 98×1 | ", "live: 98×1 | 103×2"]);
  });

  test("also makes an earlier confirmation void", () => {
    const { hub, join, live } = createStream();
    const { told } = join();
    live();
    hub.sink.lost(LOSS);
    told.length = 0;
    hub.send([SNAPSHOT]);
    expect(told).toEqual([]);
    hub.sink.confirmed();
    expect(told).toEqual(["live", FIRST]);
  });
});

test("an end by the venue reaches all subscribers, and the next subscriber gets a new book", async () => {
  const { hub, join, live } = createStream();
  const readers = [join(), join()];
  live();
  const error = new VenueError({ kind: "notFound", venue: "testvenue", operation: "stream", reason: "r" });
  hub.sink.ended(error);
  for (const { told, subscription } of readers) {
    expect(told).toEqual(["live", FIRST, "closed"]);
    expect(await subscription.closed).toMatchObject({ reason: "failed", error: { kind: "notFound" } });
  }
  expect(hub.attached()).toEqual([]);
  const { told } = join();
  expect(hub.attachments).toBe(2);
  live();
  expect(told).toEqual(["live", FIRST]);
});

describe("subscribers of one book", () => {
  test("share a topic, and each gets its own depth and symbol", () => {
    const { hub, join, live } = createStream();
    const one = join({ depth: 1 });
    const all = join({ depth: Number.POSITIVE_INFINITY, symbol: "BTC-USDC" });
    live();
    expect(hub.attached()).toEqual(["level2 BTC-USD"]);
    expect(one.told).toEqual(["live", "live: 100×1 | 101×3"]);
    expect(all.told).toEqual(["live", FIRST]);
    expect([one, all].map(({ books }) => books[0]?.symbol)).toEqual(["BTC-USD", "BTC-USDC"]);
    hub.sink.lost(LOSS);
    expect([one, all].map(({ books }) => books[1]?.symbol)).toEqual(["BTC-USD", "BTC-USDC"]);
  });

  test("get the current book at once when they join late, and nothing while it is stale", () => {
    const { hub, join, live } = createStream();
    join();
    live();
    hub.send([update(["bid", "100", "9"])], { sequence: 7 });
    const late = join();
    expect(late.told).toEqual(["live", "live: 100×9 99×2 | 101×3 102×4"]);
    expect(late.books[0]?.sequence).toBe("7");
    hub.sink.lost(LOSS);
    const later = join();
    expect(later.told).toEqual([]);
    live();
    expect(later.told).toEqual(["live", FIRST]);
  });

  test("W14: that are slow get the latest book next and do not delay others", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const slow = join({ handler: () => work.promise });
    const never = join({ handler: () => new Promise(() => {}) });
    const quick = join();
    live();
    for (const quantity of ["5", "6", "7"]) hub.send([update(["bid", "100", quantity])]);
    expect(quick.told).toHaveLength(5);
    expect(slow.told).toEqual(["live", FIRST]);
    work.resolve();
    await nextTurn();
    expect(slow.told).toEqual(["live", FIRST, "live: 100×7 99×2 | 101×3 102×4"]);
    expect(never.told).toEqual(["live", FIRST]);
  });

  test("that were busy during a loss get their last book again as stale", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const { told } = join({ handler: () => work.promise });
    live();
    hub.send([update(["bid", "100", "9"])]);
    hub.sink.lost(LOSS);
    work.resolve();
    await nextTurn();
    expect(told).toEqual(["live", FIRST, "stale", FIRST.replace("live", "stale")]);
  });

  test("that were busy until a loss was recovered get the new book", async () => {
    const { hub, join, live } = createStream();
    const work = defer();
    const { told } = join({ handler: () => work.promise });
    live();
    hub.sink.lost(LOSS);
    hub.sink.confirmed();
    hub.send([snapshot(["bid", "98", "1"])]);
    work.resolve();
    await nextTurn();
    expect(told).toEqual(["live", FIRST, "stale", "live", "live: 98×1 | "]);
  });

  test("W13: that throw in the handler or in onState do not affect others", async () => {
    const { hub, join, live } = createStream();
    const fail = () => {
      throw new Error("a subscriber's own fault");
    };
    const throwing = join({ handler: fail });
    const rejecting = join({ handler: async () => fail() });
    const stating = join({ onState: fail });
    const last = join();
    live();
    hub.send([update(["bid", "100", "9"])]);
    await nextTurn();
    hub.sink.lost(LOSS);
    await nextTurn();
    const [steady] = [last.told];
    expect(steady).toHaveLength(5);
    expect(throwing.told).toEqual(steady);
    expect(stating.told).toEqual(steady);
    expect(throwing.errors).toHaveLength(3);
    expect(rejecting.errors.length).toBe(rejecting.books.length);
    expect(stating.errors).toHaveLength(2);
    expect(last.errors).toEqual([]);
  });

  test("that close in their handler get nothing more, and the last one leaves the venue", async () => {
    const { hub, join, live } = createStream();
    const one = join({ handler: () => one.subscription.close() });
    const two = join({
      handler: (_book, { state }) => {
        if (state === "stale") void two.subscription.close();
      },
    });
    live();
    hub.send([update(["bid", "100", "9"])]);
    expect(one.told).toEqual(["live", FIRST, "closed"]);
    expect(hub.attached()).toEqual(["level2 BTC-USD"]);
    hub.sink.lost(LOSS);
    expect(two.told.at(-1)).toBe("closed");
    expect(hub.attached()).toEqual([]);
    expect(await one.subscription.closed).toEqual({ reason: "closed" });
  });
});

test("a close during an async handler ends the delivery: later books are dropped", async () => {
  const { hub, join, live } = createStream();
  const work = defer();
  const { told, subscription } = join({ handler: () => work.promise });
  live();
  hub.send([update(["bid", "100", "9"])]);
  await subscription.close();
  work.resolve();
  await nextTurn();
  expect(told).toEqual(["live", FIRST, "closed"]);
});

/** The event holds its numbers, as "7" or "7-9". */
const NUMBERED: BookEvents = {
  ...EVENTS,
  version: (event) => {
    const [from = 0, to] = event.requiredText("numbers").split("-").map(Number);
    return to === undefined ? from : { from, to };
  },
};

const numbered = (numbers: number | string, event: object): object => ({
  ...event,
  numbers: String(numbers),
});

describe("a book with numbered changes", () => {
  const change = (numbers: number | string, quantity: string): object =>
    numbered(numbers, update(["bid", "100", quantity]));
  /** A stream that is live at number 10. */
  const createNumbered = () => {
    const stream = createStream(NUMBERED);
    const reader = stream.join({ depth: 1 });
    stream.hub.sink.confirmed();
    stream.hub.send([numbered(10, SNAPSHOT)], { sequence: 77 });
    /** The last delivered book, as "10: 100×1 | 101×3". */
    const last = (): string => `${reader.books.at(-1)?.sequence}: ${write(reader.books.at(-1) ?? never())}`;
    return { ...stream, ...reader, last };
  };
  const never = (): never => expect.fail("no book was delivered");
  const GAP = expect.objectContaining({ name: "MalformedReply", code: "GAP" });

  test("has the number of its last change, not of the message", () => {
    const { hub, last, books } = createNumbered();
    expect(last()).toBe("10: 100×1 | 101×3");
    hub.send([change(11, "2"), change(12, "3")], { sequence: 78 });
    expect(last()).toBe("12: 100×3 | 101×3");
    hub.send([change("13-15", "4")], { sequence: 79 });
    expect(last()).toBe("15: 100×4 | 101×3");
    expect(books).toHaveLength(3);
  });

  test("skips a change that it already contains", () => {
    const { hub, last } = createNumbered();
    hub.send([change("11-12", "2")]);
    for (const numbers of [12, 11, 10, 1, "11-12", "9-12", "1-2"]) {
      hub.send([change(numbers, "9")]);
      expect(last()).toBe("12: 100×2 | 101×3");
    }
    hub.send([change(13, "3")]);
    expect(last()).toBe("13: 100×3 | 101×3");
  });

  test("applies an event that overlaps it, because a level holds its whole quantity", () => {
    const { hub, last } = createNumbered();
    hub.send([change("9-11", "2")]);
    expect(last()).toBe("11: 100×2 | 101×3");
    hub.send([change("11-14", "3")]);
    expect(last()).toBe("14: 100×3 | 101×3");
  });

  test.each([12, 20, "12-13", "12-99"])("is stale when number %s follows 10", (numbers) => {
    const { hub, told } = createNumbered();
    expect(() => hub.send([change(numbers, "9")])).toThrow(GAP);
    expect(() => hub.send([change(numbers, "9")])).toThrow(/expected change 11, got (12|20)/);
    hub.sink.lost({ code: "GAP", reason: "r" });
    expect(told).toEqual(["live", "live: 100×1 | 101×3", "stale", "stale: 100×1 | 101×3"]);
  });

  test("is stale after a gap within a frame, and delivers nothing of the frame", () => {
    const { hub, books } = createNumbered();
    expect(() => hub.send([change(11, "2"), change(13, "9"), change(12, "3")])).toThrow(GAP);
    expect(books).toHaveLength(1);
  });

  test("takes any number with a snapshot, higher or lower, and continues from it", () => {
    const { hub, last } = createNumbered();
    for (const from of [500, 3, 3, 0]) {
      hub.send([numbered(from, SNAPSHOT)]);
      expect(last()).toBe(`${from}: 100×1 | 101×3`);
      hub.send([change(from, "8")]);
      expect(last()).toBe(`${from}: 100×1 | 101×3`);
      hub.send([change(from + 1, "2")]);
      expect(last()).toBe(`${from + 1}: 100×2 | 101×3`);
      expect(() => hub.send([change(from + 3, "9")])).toThrow(GAP);
    }
  });

  test("takes the last number of a snapshot that covers several changes", () => {
    const { hub, last } = createNumbered();
    hub.send([numbered("20-30", SNAPSHOT), change(31, "2")]);
    expect(last()).toBe("31: 100×2 | 101×3");
  });

  test("ignores numbers before its first snapshot", () => {
    const { hub, join } = createStream(NUMBERED);
    const { books } = join();
    hub.sink.confirmed();
    hub.send([change(5, "9")]);
    hub.send([change(900, "9"), numbered(10, SNAPSHOT), change(11, "2")]);
    expect(books.map(({ sequence }) => sequence)).toEqual(["11"]);
  });

  test("forgets its number after a loss", () => {
    const { hub, last, told, books } = createNumbered();
    hub.send([change(11, "2")]);
    hub.sink.lost(LOSS);
    hub.sink.confirmed();
    const given = books.length;
    hub.send([change(12, "9"), change(11, "9"), change(400, "9")]);
    expect(books).toHaveLength(given);
    hub.send([numbered(2, SNAPSHOT), change(3, "4")]);
    expect(last()).toBe("3: 100×4 | 101×3");
    expect(told.slice(-2)).toEqual(["live", "live: 100×4 | 101×3"]);
  });

  test("throws MalformedReply for an unreadable number, and is stale", () => {
    const { hub, books } = createNumbered();
    expect(() => hub.send([update(["bid", "100", "9"])])).toThrow(MalformedReply);
    expect(books).toHaveLength(1);
  });
});

describe("an indicative book", () => {
  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])(
    "where the venue says %s, says %s, also as a stale one and to those who come late",
    (indicative, said) => {
      const { hub, join, live } = createStream({ ...EVENTS, indicative });
      const first = join();
      live();
      const late = join();
      hub.sink.lost(LOSS);
      const given = [...first.books, ...late.books];
      expect(given).toHaveLength(4);
      expect(given.map((book) => book.indicative)).toEqual(Array(4).fill(said));
    },
  );
});

/** One thing that a network can do to the changes of a numbered book. */
interface Turn {
  readonly what: "change" | "drop" | "double" | "late" | "early" | "snapshot" | "lose";
  /** So many changes are one event. */
  readonly size: number;
  /** The event covers so many changes before its own, too. */
  readonly overlap: number;
  /** Picks an event of the past, and a level. */
  readonly pick: number;
}

const turn: fc.Arbitrary<Turn> = fc.record({
  what: fc.constantFrom("change", "change", "change", "drop", "double", "late", "early", "snapshot", "lose"),
  size: fc.integer({ min: 1, max: 3 }),
  overlap: fc.integer({ min: 0, max: 2 }),
  pick: fc.nat(1_000),
});

test("a live numbered book equals the venue's book at its number, for any dropped, doubled or late events", () => {
  const run = (turns: readonly Turn[], first: number): void => {
    const { hub, join } = createStream(NUMBERED);
    const reader = join({ depth: Number.POSITIVE_INFINITY });
    /** The venue's levels after each number, and the level that each number changed. */
    const truths = new Map<number, ReadonlyMap<string, Level>>([[first, new Map()]]);
    const changed = new Map<number, string>();
    /** The events since the numbers began, sent or not. */
    let past: object[] = [];
    let [began, latest] = [first, first];
    const truthAt = (number: number): ReadonlyMap<string, Level> =>
      truths.get(number) ?? expect.fail(`the venue has no number ${number}`);
    const make = ({ size, overlap, pick }: Turn): object => {
      const from = Math.max(began + 1, latest + 1 - overlap);
      for (let each = 0; each < size; each += 1) {
        const side = (pick + each) % 2 === 0 ? "bid" : "offer";
        const price = String((side === "bid" ? 90 : 100) + ((pick + each) % 7));
        const level: Level = [side, price, (pick + each) % 3 === 0 ? "0" : String(latest + 1)];
        const levels = new Map(truthAt(latest)).set(price, level);
        latest += 1;
        truths.set(latest, levels);
        changed.set(latest, price);
      }
      const prices = new Set<string>();
      for (let number = from; number <= latest; number += 1) prices.add(changed.get(number) ?? "");
      const levels = [...truthAt(latest).values()].filter(([, price]) => prices.has(price));
      const event = numbered(from === latest ? from : `${from}-${latest}`, update(...levels));
      past.push(event);
      return event;
    };
    const present = (): object =>
      numbered(
        latest,
        snapshot(...[...truthAt(latest).values()].filter(([, , quantity]) => quantity !== "0")),
      );
    const textOf = (levels: ReadonlyMap<string, Level>): string => {
      const sideOf = (wanted: Level[0], order: 1 | -1): string =>
        [...levels.values()]
          .filter(([side, , quantity]) => side === wanted && quantity !== "0")
          .sort(([, left], [, right]) => (Number(left) - Number(right)) * order)
          .map(([, price, quantity]) => `${price}×${quantity}`)
          .join(" ");
      return `${sideOf("bid", -1)} | ${sideOf("offer", 1)}`;
    };
    let checked = 0;
    let sequence = Number.NEGATIVE_INFINITY;
    const check = (): void => {
      for (const [index, book] of reader.books.entries()) {
        if (index < checked) continue;
        expect(Number(book.sequence)).toBeGreaterThanOrEqual(sequence);
        sequence = Number(book.sequence);
        expect(write(book)).toBe(textOf(truthAt(sequence)));
      }
      checked = reader.books.length;
    };
    const lose = (): void => {
      hub.sink.lost(LOSS);
      hub.sink.confirmed();
    };
    const send = (event: object | undefined): void => {
      if (event === undefined) return;
      try {
        hub.send([event]);
      } catch (error) {
        expect(error).toMatchObject({ name: "MalformedReply", code: "GAP" });
        lose();
      }
      check();
    };
    /** The numbers begin elsewhere on a new connection, and nothing of the old one can come on it. */
    const reconnect = (pick: number): void => {
      lose();
      check();
      const levels = truthAt(latest);
      truths.clear();
      changed.clear();
      past = [];
      began = pick;
      latest = pick;
      truths.set(latest, levels);
      sequence = Number.NEGATIVE_INFINITY;
    };
    hub.sink.confirmed();
    send(present());
    for (const each of turns) {
      if (each.what === "change") send(make(each));
      else if (each.what === "drop") make(each);
      else if (each.what === "double") send(past.at(-1));
      else if (each.what === "late") send(past[each.pick % Math.max(past.length, 1)]);
      else if (each.what === "early") {
        const [before, after] = [make(each), make(each)];
        send(after);
        send(before);
      } else if (each.what === "snapshot") send(present());
      else reconnect(each.pick);
    }
    // In the end it follows the venue again.
    send(present());
    send(make({ what: "change", size: 1, overlap: 0, pick: 1 }));
    expect(reader.told.at(-1)).toBe(`live: ${textOf(truthAt(latest))}`);
    expect(reader.books.at(-1)?.sequence).toBe(String(latest));
  };
  fc.assert(fc.property(fc.array(turn, { maxLength: 80, size: "max" }), fc.nat(100), run), SEEDED);
});

test("N4: over random frames and losses, each live book equals the venue's book, once and in order", () => {
  const random = seededRandom(20_260_101);
  const { hub, join, live } = createStream();
  const { books, told } = join({ depth: Number.POSITIVE_INFINITY });
  const truth = new Map<string, Level>();
  const truthOf = (side: Level[0], order: 1 | -1): string =>
    [...truth.values()]
      .filter(([own]) => own === side)
      .sort(([, left], [, right]) => (Number(left) - Number(right)) * order)
      .map(([, price, quantity]) => `${price}×${quantity}`)
      .join(" ");
  live();
  let isWhole = false;
  let given = 1;
  for (let sequence = 1; sequence <= 3_000; sequence++) {
    if (random() < 0.01) {
      // The last book comes once more.
      if (isWhole || sequence === 1) given += 1;
      isWhole = false;
      hub.sink.lost(LOSS);
      hub.sink.confirmed();
    }
    const side = random() < 0.5 ? "bid" : "offer";
    const price = String((side === "bid" ? 90 : 100) + Math.floor(random() * 20) / 2);
    const quantity = random() < 0.3 ? "0" : String(sequence);
    if (quantity === "0") truth.delete(price);
    else truth.set(price, [side, price, quantity]);
    const isSnapshotDue = sequence === 1 || random() < 0.02;
    hub.send([isSnapshotDue ? snapshot(...truth.values()) : update([side, price, quantity])], { sequence });
    isWhole ||= isSnapshotDue;
    if (!isWhole) continue;
    given += 1;
    expect(told.at(-1)).toBe(`live: ${truthOf("bid", -1)} | ${truthOf("offer", 1)}`);
    expect(books.at(-1)?.sequence).toBe(String(sequence));
  }
  expect(books).toHaveLength(given);
  expect(told.filter((word) => word === "stale").length).toBeGreaterThan(5);
});
