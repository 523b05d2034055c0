import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { VenueError } from "../errors/venue-error.ts";
import {
  createStream,
  EVENTS,
  FIRST,
  type Level,
  SNAPSHOT,
  snapshot,
  update,
} from "../testdata/feeds/book-stream.ts";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import { seededRandom } from "../testdata/seeded-random.ts";

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

describe("an indicative book", () => {
  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])(
    "declared as %s is delivered as %s, also when it is stale and to late subscribers",
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
      // The last book is delivered once more as stale.
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
