import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { VenueError } from "../errors/venue-error.ts";
import { createScriptedOrders } from "../testdata/clients/scripted-orders.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import type { FakeStreamBehaviour } from "../testdata/streams/fake-streams.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { waitForOrder } from "./wait-for-order.ts";

/** A wait for an order that stays open, on a client with a stream. */
function startWaiting(options: { timeoutMs?: number } = {}, behaviour: FakeStreamBehaviour = {}) {
  const clock = createManualClock();
  const controller = new AbortController();
  const orders = createScriptedOrders(clock, { streams: true, ...behaviour });
  const { signal } = controller;
  return {
    clock,
    controller,
    orders,
    start: () => waitForOrder(orders.client, "order-1", { clock, signal, ...options }),
    expectNothingLeft: () => {
      expect(clock.timers()).toBe(0);
      expect(getEventListeners(signal, "abort")).toHaveLength(0);
    },
  };
}

const hang = () => new Promise<never>(() => {});

describe("an abort", () => {
  test("before the wait sends nothing", async () => {
    const { controller, orders, start, expectNothingLeft } = startWaiting({ timeoutMs: 500 });
    controller.abort(new Error("canary"));
    const error = await failureOf(start());
    expect(error).toMatchObject({
      kind: "aborted",
      venue: "testvenue",
      operation: "waitForOrder",
      sent: "no",
      retryable: false,
    });
    expect(error.message).not.toContain("canary");
    expect([orders.reads, orders.streams.all]).toEqual([[], []]);
    expectNothingLeft();
  });

  test("between two reads ends the wait at once", async () => {
    const { controller, orders, start, expectNothingLeft } = startWaiting();
    const failure = failureOf(start());
    await nextTurn();
    controller.abort();
    expect((await failure).kind).toBe("aborted");
    expect(orders.reads).toHaveLength(1);
    expectNothingLeft();
  });

  test("during a read ends the wait at once, and aborts the read", async () => {
    const { controller, orders, start, expectNothingLeft } = startWaiting();
    orders.script.push(hang);
    const failure = failureOf(start());
    await nextTurn();
    const readSignal = orders.reads[0]?.options?.signal;
    expect(readSignal?.aborted).toBe(false);
    controller.abort();
    expect(await failure).toMatchObject({ kind: "aborted", operation: "waitForOrder" });
    expect(readSignal?.aborted).toBe(true);
    expectNothingLeft();
  });

  test("during a pause that the venue asked for ends the wait at once", async () => {
    const { clock, controller, orders, start, expectNothingLeft } = startWaiting();
    orders.script.push(() => {
      const fields = { venue: "testvenue", operation: "getOrder", reason: "slow down" };
      throw new VenueError({ kind: "rateLimited", retryAfterMs: 60_000, ...fields });
    });
    const failure = failureOf(start());
    await nextTurn();
    expect(clock.timers()).toBe(1);
    controller.abort();
    expect((await failure).kind).toBe("aborted");
    await nextTurn();
    expectNothingLeft();
  });

  test("that makes a read reject is the wait's own abort", async () => {
    const { controller, orders, start } = startWaiting();
    orders.script.push(
      () =>
        new Promise((_resolve, reject) => {
          orders.reads[0]?.options?.signal?.addEventListener("abort", () => reject(new Error("read ended")));
        }),
    );
    const failure = failureOf(start());
    await nextTurn();
    controller.abort();
    expect(await failure).toMatchObject({ kind: "aborted", operation: "waitForOrder" });
  });
});

describe("a timeout", () => {
  test.each<readonly [string, Array<() => Promise<Order>>, string]>([
    ["between two reads", [], "the wait timed out; the order was OPEN when it was last read"],
    ["during a read", [hang], "the wait timed out before the order could be read"],
  ])("%s", async (_name, script, reason) => {
    const { clock, orders, start, expectNothingLeft } = startWaiting({ timeoutMs: 500 });
    orders.script.push(...script);
    const failure = failureOf(start());
    await nextTurn();
    await clock.advance(499);
    expect(clock.timers()).toBeGreaterThan(0);
    await clock.advance(1);
    expect(await failure).toMatchObject({
      kind: "timeout",
      venue: "testvenue",
      operation: "waitForOrder",
      orderId: "order-1",
      reason,
      sent: "no",
      retryable: true,
    });
    expect(orders.reads[0]?.options?.signal?.aborted).toBe(true);
    await nextTurn();
    expectNothingLeft();
  });

  test("is separate from the timeout of a read, which is the client's", async () => {
    const { orders, start, controller } = startWaiting({ timeoutMs: 500 });
    const failure = failureOf(start());
    await nextTurn();
    expect(orders.reads[0]?.options).not.toHaveProperty("timeoutMs");
    controller.abort();
    await failure;
  });
});

/** Each way in which a wait can end after its first read has found an open order. */
const ENDS: readonly (readonly [string, (waiting: ReturnType<typeof startWaiting>) => unknown])[] = [
  [
    "the order is final",
    ({ orders }) => {
      orders.status = OrderStatus.FILLED;
    },
  ],
  [
    "a read fails with a final error",
    ({ orders }) =>
      orders.script.push(() => {
        throw new VenueError({ kind: "malformed", venue: "v", operation: "getOrder", reason: "r" });
      }),
  ],
  ["the caller aborts", ({ controller }) => controller.abort()],
  ["the timeout passes", ({ clock }) => clock.advance(60_000)],
];

describe.each(ENDS)("when %s", (_name, bringAbout) => {
  const finish = async (waiting: ReturnType<typeof startWaiting>, outcome: Promise<unknown>) => {
    await bringAbout(waiting);
    await waiting.clock.advance(15_000);
    await outcome;
    await nextTurn();
    waiting.expectNothingLeft();
  };

  test.each([false, true])("its stream is closed (client ignores signals: %s)", async (isDeaf) => {
    using rejections = watchRejections();
    const waiting = startWaiting({ timeoutMs: 60_000 }, { isDeaf });
    const outcome = waiting.start().catch((error: unknown) => error);
    await nextTurn();
    const { one: stream } = waiting.orders.streams;
    stream.open();
    await nextTurn();
    await finish(waiting, outcome);
    expect(stream.closes).toBeGreaterThan(0);
    expect(stream.options.signal?.aborted).toBe(true);
    expect(await rejections.seen()).toEqual([]);
  });

  test("a stream that opens later is closed then", async () => {
    const waiting = startWaiting({ timeoutMs: 60_000 }, { isDeaf: true });
    const outcome = waiting.start().catch((error: unknown) => error);
    await nextTurn();
    await finish(waiting, outcome);
    const { one: stream } = waiting.orders.streams;
    expect([stream.options.signal?.aborted, stream.closes]).toEqual([true, 0]);
    stream.open();
    await nextTurn();
    expect(stream.closes).toBe(1);
    const reads = waiting.orders.reads.length;
    waiting.orders.publish();
    await nextTurn();
    expect(waiting.orders.reads).toHaveLength(reads);
  });

  test.each<readonly [string, FakeStreamBehaviour["close"]]>([
    ["rejects", () => Promise.reject(new Error("no way out"))],
    ["never settles", hang],
    [
      "throws",
      () => {
        throw new Error("no way out");
      },
    ],
  ])("a stream whose close %s delays nothing", async (_how, close) => {
    using rejections = watchRejections();
    const waiting = startWaiting({ timeoutMs: 60_000 }, { isDeaf: true, ...(close && { close }) });
    const outcome = waiting.start().catch((error: unknown) => error);
    await nextTurn();
    waiting.orders.streams.one.open();
    await nextTurn();
    await finish(waiting, outcome);
    expect(waiting.orders.streams.one.closes).toBe(1);
    expect(await rejections.seen()).toEqual([]);
  });
});

test("a read that fails after the end of the wait is not an unhandled rejection", async () => {
  using rejections = watchRejections();
  const { clock, controller, orders, start } = startWaiting();
  let fail: (error: Error) => void = () => {};
  orders.script.push(
    () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  );
  const failure = failureOf(start());
  await nextTurn();
  controller.abort();
  await failure;
  fail(new Error("too late"));
  expect(await rejections.seen()).toEqual([]);
  expect(clock.timers()).toBe(0);
  expect(orders.reads).toHaveLength(1);
});

test("the result is the venue's order itself, and no copy is kept", async () => {
  const { orders, start } = startWaiting();
  const found = { ...ORDER, status: OrderStatus.FILLED };
  orders.script.push(() => found);
  expect(await start()).toBe(found);
});
