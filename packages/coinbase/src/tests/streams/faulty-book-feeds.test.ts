import type { OrderBook, StreamState } from "@cqvx/core";
import { createStreamFaultSchedule, type FrameFaultKind, type StreamFaultKind } from "@cqvx/sandbox";
import { afterEach, expect, test } from "vitest";
import { connectLive, type LiveSandbox, settle } from "../../testdata/sandbox/live-sandbox.ts";

const SYMBOL = "BTC-USD";
const FEEDS = 1_000;
/** Steps of the market in one feed. Each step is one message. */
const STEPS = 24;
/** The limit of the test in milliseconds. A feed takes about 10 ms; slow machines get 120 ms. */
const MOST_MS = FEEDS * 120;
const STEPS_A_SECOND = 4;
const LEVELS = { [SYMBOL]: 30 };

/** One feed with faulty messages, and its outcome. */
interface Feed {
  readonly seed: number;
  readonly kinds: readonly StreamFaultKind[];
  /** The number of books that were delivered as live. `wrong` counts those that differ from the venue's book. */
  readonly live: number;
  readonly wrong: number;
  readonly connections: number;
  /** True when the stream is live at the end with the venue's book. */
  readonly isCurrent: boolean;
}

const open: LiveSandbox[] = [];
afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

interface Course {
  readonly kinds: readonly FrameFaultKind[];
  readonly faults: number;
  /** The time to recover after the last step, in milliseconds. */
  readonly restMs: number;
}

async function runFeed(seed: number, { kinds, faults, restMs }: Course): Promise<Feed> {
  const options = { seed, recordTruth: true, levels: LEVELS, rateLimits: false } as const;
  const sandbox = connectLive(options, {}, () => ({}));
  open.push(sandbox);
  const { venue, client, clock, connectionCount } = sandbox;
  const schedule = createStreamFaultSchedule(seed, { frames: STEPS, kinds, faults });
  for (const fault of schedule) venue.streamFaults.add(fault);

  let live = 0;
  let wrong = 0;
  let latest: OrderBook | undefined;
  const judge = (book: OrderBook, state: StreamState): void => {
    latest = book;
    if (state !== "live") return;
    live += 1;
    if (!isTruth(book, sandbox)) wrong += 1;
  };

  const subscribing = client.subscribeOrderBook(SYMBOL, (book, { state }) => judge(book, state), {
    depth: Number.POSITIVE_INFINITY,
    timeoutMs: 60_000,
  });
  for (let step = 0; step < STEPS; step += 1) {
    await settle();
    venue.tick(SYMBOL);
    await clock.run(1_000 / STEPS_A_SECOND);
  }
  await clock.run(restMs);
  const subscription = await subscribing;
  const isCurrent = subscription.state === "live" && sameBook(latest, venue.book(SYMBOL));
  return {
    seed,
    kinds: schedule.map(({ kind }) => kind),
    live,
    wrong,
    connections: connectionCount(),
    isCurrent,
  };
}

/** True when a book equals the venue's book after the message with its sequence. */
function isTruth(book: OrderBook, { venue, connectionCount }: LiveSandbox): boolean {
  return sameBook(book, venue.truth.bookAt(connectionCount(), Number(book.sequence)));
}

type Levels = readonly { readonly price: string; readonly size: string }[];

function sameBook(
  book: OrderBook | undefined,
  truth: { readonly bids: Levels; readonly asks: Levels } | undefined,
): boolean {
  return (
    book !== undefined &&
    truth !== undefined &&
    JSON.stringify([textOf(book.bids), textOf(book.asks)]) ===
      JSON.stringify([
        truth.bids.map(({ price, size }) => [price, size]),
        truth.asks.map(({ price, size }) => [price, size]),
      ])
  );
}

function textOf(levels: OrderBook["bids"]): readonly (readonly string[])[] {
  return levels.map(({ price, quantity }) => [price, quantity]);
}

async function runFeeds(count: number, course: Course): Promise<readonly Feed[]> {
  const feeds: Feed[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    feeds.push(await runFeed(seed, course));
    await Promise.all(open.splice(0).map(({ client }) => client.close()));
  }
  expect(feeds.filter(({ wrong }) => wrong > 0)).toEqual([]);
  expect(feeds.filter(({ isCurrent }) => !isCurrent)).toEqual([]);
  return feeds;
}

test(
  `of ${FEEDS} feeds with a dropped, repeated or late message, no live book differs from the venue's`,
  async () => {
    const feeds = await runFeeds(FEEDS, {
      kinds: ["drop", "duplicate", "reorder"],
      faults: 1,
      restMs: 10_000,
    });
    // A missing or late message always causes a new connection. A repeated one changes nothing.
    const misjudged = feeds.filter(
      ({ kinds, connections }) => connections !== (kinds[0] === "duplicate" ? 1 : 2),
    );
    expect(misjudged).toEqual([]);
    expect(new Set(feeds.flatMap(({ kinds }) => kinds)).size).toBe(3);
    expect(Math.min(...feeds.map(({ live }) => live))).toBeGreaterThan(STEPS / 2);
  },
  MOST_MS,
);

test("feeds with three faults of any kind are never wrong and are current at the end", async () => {
  const kinds = [
    "drop",
    "duplicate",
    "reorder",
    "slow",
    "stall",
    "close",
    "reset",
    "malformed",
    "array",
  ] as const;
  await runFeeds(200, { kinds, faults: 3, restMs: 60_000 });
});
