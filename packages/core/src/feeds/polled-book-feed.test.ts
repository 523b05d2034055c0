import { describe, expect, test, vi } from "vitest";
import type { OrderBookHandler, StreamState, Subscription } from "../contract/subscription.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import { deliverBooks } from "../subscribers/book-delivery.ts";
import { createManualClock, type ManualClock } from "../testdata/clocks/manual-clock.ts";
import { defer } from "../testdata/deferred.ts";
import { joinFeed } from "../testdata/feeds/test-subscriber.ts";
import { ORDER_BOOK } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createFeedPool } from "./feed.ts";
import { createPolledBookFeed } from "./polled-book-feed.ts";

const INTERVAL_MS = 1_000;

type Look = (signal: AbortSignal) => Promise<OrderBook>;

interface Reader {
  readonly subscription: Subscription;
  /** Its states, and "live 7" for a book with the sequence 7. */
  readonly told: string[];
  readonly books: OrderBook[];
  lastLoss(): string | undefined;
}

interface Stream {
  readonly clock: ManualClock;
  /** The times of requests, in milliseconds. */
  readonly looks: number[];
  /** The results of the next requests. Later requests return a book with the number of the request. */
  readonly script: Look[];
  join(options?: { depth?: number; symbol?: string; handler?: OrderBookHandler }): Reader;
}

function bookOf(sequence: number): OrderBook {
  return { ...ORDER_BOOK, sequence: String(sequence) };
}

function failing(kind: VenueErrorKind, retryAfterMs?: number): Look {
  return async () => {
    throw new VenueError({ kind, venue: "testvenue", operation: "getOrderBook", reason: "no", retryAfterMs });
  };
}

function createStream(): Stream {
  const clock = createManualClock();
  const looks: number[] = [];
  const script: Look[] = [];
  const read: Look = async (signal) => {
    looks.push(clock.monotonic());
    const number = looks.length;
    return (script.shift() ?? (async () => bookOf(number)))(signal);
  };
  const runtime = { clock, random: () => 0.5 };
  const pool = createFeedPool(() => createPolledBookFeed({ intervalMs: INTERVAL_MS, read, runtime }));
  return {
    clock,
    looks,
    script,
    join: ({ depth = 50, symbol = "BTC-USD", handler } = {}) => {
      const told: string[] = [];
      const books: OrderBook[] = [];
      const deliver: OrderBookHandler = (book, context) => {
        told.push(`${context.state} ${book.sequence}`);
        books.push(book);
        return handler?.(book, context);
      };
      const { subscriber } = joinFeed(pool, "BTC-USD", deliverBooks(deliver, symbol, depth), {
        onState: (state: StreamState) => void told.push(state),
        onError: () => {},
      });
      return {
        told,
        books,
        subscription: subscriber.subscription,
        lastLoss: () => subscriber.lastLoss?.reason,
      };
    },
  };
}

describe("a polled book", () => {
  test("is live with the first request, and delivered after each", async () => {
    const { clock, join } = createStream();
    const { told } = join();
    expect(told).toEqual([]);
    await nextTurn();
    expect(told).toEqual(["live", "live 1"]);
    await clock.advance(INTERVAL_MS);
    await clock.advance(INTERVAL_MS);
    expect(told).toEqual(["live", "live 1", "live 2", "live 3"]);
  });

  test("is requested at an interval from start to start, and never twice at a time", async () => {
    const { clock, looks, script, join } = createStream();
    const works = [defer<OrderBook>(), defer<OrderBook>()];
    script.push(
      ...works.map(
        ({ promise }) =>
          () =>
            promise,
      ),
    );
    join();
    await clock.advance(400);
    works[0]?.resolve(bookOf(1));
    await nextTurn();
    await clock.advance(599);
    expect(looks).toEqual([0]);
    await clock.advance(1);
    expect(looks).toEqual([0, 1_000]);
    await clock.advance(5_000);
    expect(looks).toEqual([0, 1_000]);
    works[1]?.resolve(bookOf(2));
    await nextTurn();
    await clock.advance(0);
    expect(looks).toEqual([0, 1_000, 6_000]);
  });

  test("has each subscriber's depth and symbol, with shared requests", async () => {
    const { looks, join } = createStream();
    const [one, all] = [join({ depth: 1 }), join({ depth: Number.POSITIVE_INFINITY, symbol: "BTC-USDC" })];
    await nextTurn();
    expect(looks).toEqual([0]);
    expect(one.books[0]).toEqual({ ...bookOf(1), bids: ORDER_BOOK.bids.slice(0, 1) });
    expect(all.books[0]).toEqual({ ...bookOf(1), symbol: "BTC-USDC" });
  });

  test("is delivered at once to late subscribers, unless it is stale", async () => {
    const { clock, script, join } = createStream();
    join();
    await nextTurn();
    expect(join().told).toEqual(["live", "live 1"]);
    script.push(failing("unavailable"));
    await clock.advance(INTERVAL_MS);
    expect(join().told).toEqual([]);
  });

  test("W14: conflates for a slow handler", async () => {
    const { clock, join } = createStream();
    const work = defer();
    const { told } = join({ handler: () => work.promise });
    await nextTurn();
    for (let look = 0; look < 3; look++) await clock.advance(INTERVAL_MS);
    work.resolve();
    await nextTurn();
    expect(told).toEqual(["live", "live 1", "live 4"]);
  });
});

describe("a failed request", () => {
  test("delivers the last book as stale, until a request succeeds", async () => {
    const { clock, script, join } = createStream();
    const { told, lastLoss } = join();
    await nextTurn();
    script.push(failing("unavailable"), failing("malformed"), async () => {
      throw new TypeError("canaryvalue");
    });
    for (const waitMs of [INTERVAL_MS, 500, 1_000]) await clock.advance(waitMs);
    expect(lastLoss()).toBe("CQVX failed to read the book");
    expect(told).toEqual(["live", "live 1", "stale", "stale 1"]);
    await clock.advance(2_000);
    expect(told.slice(4)).toEqual(["live", "live 5"]);
  });

  test("is repeated with growing delays, and not before the venue's Retry-After", async () => {
    const { clock, looks, script, join } = createStream();
    script.push(failing("unavailable"), failing("rateLimited", 20_000), failing("timeout"));
    join();
    await nextTurn();
    for (const waitMs of [500, 21_000, 2_000]) {
      await clock.advance(waitMs - 1);
      const before = looks.length;
      await clock.advance(1);
      expect(looks).toHaveLength(before + 1);
    }
  });

  test("is repeated soon after a healthy period", async () => {
    const { clock, looks, script, join } = createStream();
    script.push(...Array.from({ length: 6 }, () => failing("unavailable")));
    join();
    await nextTurn();
    for (let wait = 500; wait <= 16_000; wait *= 2) await clock.advance(wait);
    for (let look = 0; look < 30; look++) await clock.advance(INTERVAL_MS);
    script.push(failing("unavailable"));
    await clock.advance(INTERVAL_MS);
    const before = looks.length;
    await clock.advance(500);
    expect(looks).toHaveLength(before + 1);
  });

  test.each<VenueErrorKind>(["invalidInput", "unauthorized", "notFound", "unsupported"])(
    "with %s ends the stream",
    async (kind) => {
      const { clock, looks, script, join } = createStream();
      const { told, subscription } = join();
      await nextTurn();
      script.push(failing(kind));
      await clock.advance(INTERVAL_MS);
      expect(told).toEqual(["live", "live 1", "closed"]);
      expect(await subscription.closed).toMatchObject({ error: { kind, operation: "subscribeTest" } });
      await clock.advance(60_000);
      expect(looks).toHaveLength(2);
      expect(clock.timers()).toBe(0);
      join();
      expect(looks).toHaveLength(3);
    },
  );
});

describe("a stop", () => {
  test("W15: leaves no timer between two requests, after a failure or during a request", async () => {
    using rejections = watchRejections();
    const looks: readonly (readonly [string, Look])[] = [
      ["between", async () => bookOf(1)],
      ["failed", failing("unavailable")],
      ["middle", () => new Promise(() => {})],
      [
        "rejects",
        (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      ],
    ];
    for (const [name, look] of looks) {
      const { clock, looks: started, script, join } = createStream();
      script.push(look);
      const { told, subscription } = join();
      await nextTurn();
      await subscription.close();
      await clock.advance(60_000);
      expect([name, started, clock.timers()]).toEqual([name, [0], 0]);
      expect(told.at(-1)).toBe("closed");
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("aborts the request, and does not deliver its result", async () => {
    const { script, join } = createStream();
    const work = defer<OrderBook>();
    const look = vi.fn<Look>(() => work.promise);
    script.push(look);
    const { told, subscription } = join();
    await subscription.close();
    expect(look.mock.calls[0]?.[0].aborted).toBe(true);
    work.resolve(bookOf(1));
    await nextTurn();
    expect(told).toEqual(["closed"]);
  });
});
