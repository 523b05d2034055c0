import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import { createScriptedOrders, type ScriptedOrders } from "../testdata/clients/scripted-orders.ts";
import { createManualClock, type ManualClock } from "../testdata/clocks/manual-clock.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { ABORTED } from "../testdata/streams/fake-streams.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { waitForOrder } from "./wait-for-order.ts";

const { OPEN, PENDING_CANCEL, PARTIALLY_FILLED, CANCELLED, FILLED } = OrderStatus;

/** A read that the venue has not answered. */
interface Held {
  readonly answer: () => void;
  readonly fail: (kind: VenueErrorKind, retryAfterMs?: number) => void;
}

interface World {
  readonly clock: ManualClock;
  readonly orders: ScriptedOrders;
  readonly held: Held[];
  isOver: boolean;
}

function createWorld(): World {
  const clock = createManualClock();
  const orders = createScriptedOrders(clock, { streams: true });
  const held: Held[] = [];
  orders.otherwise = (order) =>
    new Promise<Order>((resolve, reject) => {
      held.push({
        answer: () => resolve(order),
        fail: (kind, retryAfterMs) => {
          const fields = { venue: "testvenue", operation: "getOrder", reason: "no" };
          reject(new VenueError({ kind, retryAfterMs, ...fields }));
        },
      });
    });
  return { clock, orders, held, isOver: false };
}

/** The possible events. The number selects a variant. */
const EFFECTS = {
  answer: ({ held }: World) => held.shift()?.answer(),
  fail: ({ held }: World, number: number) => {
    const kind = number % 2 === 0 ? "rateLimited" : "timeout";
    held.shift()?.fail(kind, number % 3 === 0 ? undefined : number);
  },
  change: ({ orders }: World, number: number) => {
    orders.status = [OPEN, PENDING_CANCEL, PARTIALLY_FILLED][number % 3] ?? OPEN;
  },
  publish: ({ orders }: World, number: number) => orders.publish({ orderId: `order-${1 + (number % 2)}` }),
  open: ({ orders }: World) => orders.streams.one.open(),
  refuse: ({ orders }: World) => orders.streams.one.opening.reject(ABORTED),
  stale: ({ orders }: World) => orders.streams.one.turn("stale"),
  live: ({ orders }: World) => orders.streams.one.turn("live"),
  end: ({ orders }: World, number: number) =>
    orders.streams.one.end({ reason: number % 2 === 0 ? "closed" : "failed" }),
  time: ({ clock }: World, number: number) => clock.advance(number),
  turn: () => nextTurn(),
} as const;

function isEffect(name: string): name is keyof typeof EFFECTS {
  return name in EFFECTS;
}

/** Lets the first read find an open order, so that the stream opens. */
async function findItOpen({ held }: World): Promise<void> {
  await nextTurn();
  held.shift()?.answer();
  await nextTurn();
}

/** Answers every read until nothing more happens without time passing. */
async function settle({ held }: World): Promise<void> {
  await nextTurn();
  while (held.length > 0) {
    for (const read of held.splice(0)) read.answer();
    await nextTurn();
  }
}

const step = fc.tuple(
  fc.constantFrom(...Object.keys(EFFECTS).filter(isEffect), "answer" as const, "publish" as const),
  fc.nat(20_000),
);

test("in any sequence of events, a wait ends with a matching order and never reads twice at a time", async () => {
  using rejections = watchRejections();
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const world = createWorld();
    const { clock, orders } = world;
    const options = { clock, until: [PARTIALLY_FILLED] };
    const outcome = waitForOrder(orders.client, "order-1", options).finally(() => {
      world.isOver = true;
    });
    await findItOpen(world);
    for (const [what, number] of steps) await EFFECTS[what](world, number);
    orders.status = CANCELLED;
    for (let read = 0; read < 2; read++) {
      await settle(world);
      await clock.advance(20_000);
    }
    await settle(world);
    expect(world.isOver).toBe(true);
    expect([PARTIALLY_FILLED, CANCELLED]).toContain((await outcome).status);
    const reads = orders.reads.length;
    orders.publish();
    await clock.advance(60_000);
    expect(orders.reads).toHaveLength(reads);
    expect(orders.mostAtOnce).toBe(1);
    expect(clock.timers()).toBe(0);
    expect(orders.streams.one.options.signal?.aborted).toBe(true);
  });
  await fc.assert(property, SEEDED);
  expect(await rejections.seen()).toEqual([]);
});

test("after any sequence of events, a stream that is live again leads to the end at once", async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const world = createWorld();
    const { clock, orders } = world;
    const outcome = waitForOrder(orders.client, "order-1", { clock });
    await findItOpen(world);
    for (const [what, number] of steps) {
      if (what !== "refuse" && what !== "end") await EFFECTS[what](world, number);
    }
    orders.streams.one.open();
    await settle(world);
    // Wait for the pause after a failed read.
    await clock.advance(20_000);
    await settle(world);
    orders.streams.one.turn("live");
    await settle(world);
    const beforeMs = clock.monotonic();
    orders.status = FILLED;
    orders.publish();
    await settle(world);
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(beforeMs);
  });
  await fc.assert(property, SEEDED);
});
