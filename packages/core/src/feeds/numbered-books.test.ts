import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import {
  createStream,
  EVENTS,
  type Level,
  SNAPSHOT,
  snapshot,
  update,
  write,
} from "../testdata/feeds/book-stream.ts";
import { LOSS } from "../testdata/feeds/fake-hub.ts";
import { SEEDED } from "../testdata/seeded.ts";
import type { BookEvents } from "./book-feed.ts";

/** Events with a number such as "7", or with several such as "7-9". */
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
  /** Creates a stream that is live at number 10. */
  const createNumbered = () => {
    const stream = createStream(NUMBERED);
    const reader = stream.join({ depth: 1 });
    stream.hub.sink.confirmed();
    stream.hub.send([numbered(10, SNAPSHOT)], { sequence: 77 });
    /** Returns the last delivered book as "10: 100×1 | 101×3". */
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

/** One step of the model: a change of the venue's book, or a fault of the network. */
interface Turn {
  readonly what: "change" | "drop" | "double" | "late" | "early" | "snapshot" | "lose";
  /** The number of changes in the event. */
  readonly size: number;
  /** The number of earlier changes that the event covers, too. */
  readonly overlap: number;
  /** Selects a past event and a level. */
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
    /** The events since the first number, sent or not. */
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
    /** Starts a new connection with other numbers. No event of the old one can come on it. */
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
    // At the end the book follows the venue again.
    send(present());
    send(make({ what: "change", size: 1, overlap: 0, pick: 1 }));
    expect(reader.told.at(-1)).toBe(`live: ${textOf(truthAt(latest))}`);
    expect(reader.books.at(-1)?.sequence).toBe(String(latest));
  };
  fc.assert(fc.property(fc.array(turn, { maxLength: 80, size: "max" }), fc.nat(100), run), SEEDED);
});
