import fc from "fast-check";
import { expect, test } from "vitest";
import type { StreamOptions, Subscription } from "../contract/subscription.ts";
import type { Trade } from "../cqc/messages.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { TradeBatch } from "../feeds/trade-feed.ts";
import { deliverTrades } from "../subscribers/queued-delivery.ts";
import { createTestSubscriber, type TestSubscriber } from "../testdata/feeds/test-subscriber.ts";
import { TRADE } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createStreamIterator, type StreamIterator } from "./stream-iterator.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };
const FAILED = new VenueError({ kind: "unavailable", venue: "v", operation: "stream", reason: "gone" });

interface World {
  readonly iterator: StreamIterator<Trade>;
  /** The stream, after the first request. */
  stream: TestSubscriber<TradeBatch> | undefined;
  /** The result of each `next()`, in the order of the calls. */
  readonly results: Array<"waits" | "done" | "failed" | number>;
  /** The number of results when the consumer left. */
  leftAt: number | undefined;
  emitted: number;
  hasEnded: boolean;
}

/** An iterator on a subscription of the real engine. */
function createWorld(): World {
  const subscribe = async (
    handler: (trade: Trade) => void | Promise<void>,
    options: StreamOptions,
  ): Promise<Subscription> => {
    const stream = createTestSubscriber(deliverTrades(handler, "BTC-USD", {}), options);
    world.stream = stream;
    options.signal?.addEventListener("abort", () => stream.subscriber.end());
    await stream.subscriber.ready;
    return stream.subscriber.subscription;
  };
  const world: World = {
    iterator: createStreamIterator(subscribe, {}),
    stream: undefined,
    results: [],
    leftAt: undefined,
    emitted: 0,
    hasEnded: false,
  };
  return world;
}

const EFFECTS = {
  next: ({ iterator, results }: World) => {
    const index = results.push("waits") - 1;
    iterator.next().then(
      ({ value }) => {
        results[index] = value === undefined ? "done" : Number(value.tradeId);
      },
      (error: unknown) => {
        expect(isVenueError(error)).toBe(true);
        results[index] = "failed";
      },
    );
  },
  emit: (world: World) => {
    if (world.stream === undefined) return;
    const trade = { ...TRADE, tradeId: `${world.emitted++}` };
    world.stream.subscriber.deliver({ trades: [trade], isHistory: false });
  },
  open: ({ stream }: World) => stream?.subscriber.live(),
  stale: ({ stream }: World) => stream?.subscriber.stale(LOSS),
  close: (world: World) => {
    world.hasEnded ||= world.stream !== undefined;
    world.stream?.subscriber.end();
  },
  fail: (world: World) => {
    world.hasEnded ||= world.stream !== undefined;
    world.stream?.subscriber.end(FAILED);
  },
  leave: (world: World) => {
    world.leftAt ??= world.results.length;
    void world.iterator.return();
  },
  turn: () => nextTurn(),
} as const;

function isEffect(name: string): name is keyof typeof EFFECTS {
  return name in EFFECTS;
}

const often = ["next", "emit", "turn"] as const;
const names = Object.keys(EFFECTS).filter(isEffect);
const step = fc.constantFrom(...names, ...often, ...often, ...often);

/** Checks that results are items once each and in order, at most one error, then the end, and then pending ones. */
function checkResults({ results }: World): number {
  const items = results.filter((result) => typeof result === "number");
  expect(items).toEqual(items.map((_item, index) => index));
  const rest = results.slice(items.length);
  const kinds = ["failed", "done", "waits"] as const;
  expect(rest).toEqual(kinds.flatMap((kind) => rest.filter((result) => result === kind)));
  expect(rest.filter((result) => result === "failed").length).toBeLessThanOrEqual(1);
  return items.length;
}

test("in any sequence of events, items come once each and in order, and nothing comes after the end", async () => {
  using rejections = watchRejections();
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const world = createWorld();
    for (const name of steps) await EFFECTS[name](world);
    await nextTurn();
    const items = checkResults(world);
    const { results, leftAt, hasEnded, emitted } = world;
    if (leftAt === undefined && !hasEnded) {
      expect(items).toBe(Math.min(results.length, emitted));
      expect(results).not.toContain("done");
    } else expect(results).not.toContain("waits");
    if (leftAt !== undefined) expect(new Set(["done", ...results.slice(leftAt)])).toEqual(new Set(["done"]));
    await world.iterator.return();
    EFFECTS.emit(world);
    EFFECTS.next(world);
    await nextTurn();
    expect(checkResults(world)).toBe(items);
    expect(results.at(-1)).toBe("done");
    expect(world.stream?.left() ?? 1).toBe(1);
    expect(world.stream?.logged ?? []).toEqual([]);
  });
  await fc.assert(property, SEEDED);
  expect(await rejections.seen()).toEqual([]);
});
