import { describe, expect, test } from "vitest";
import type { StreamEnd } from "../contract/subscription.ts";
import { OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { VenueError } from "../errors/venue-error.ts";
import { createScriptedOrders, type ScriptedOrders } from "../testdata/clients/scripted-orders.ts";
import { createManualClock, type ManualClock } from "../testdata/clocks/manual-clock.ts";
import { type Deferred, defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createStreamingClient } from "../testdata/streams/streaming-client.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { waitForOrder } from "./wait-for-order.ts";
import type { WaitForOrderOptions } from "./wait-options.ts";

const { FILLED } = OrderStatus;

interface Waiting {
  readonly clock: ManualClock;
  readonly orders: ScriptedOrders;
  readonly outcome: Promise<Order>;
  /** The times of the reads. */
  times(): readonly number[];
}

/** Begins to wait. With `isOpen`, its stream is open. */
async function startWaiting(isOpen: boolean, options: WaitForOrderOptions = {}): Promise<Waiting> {
  const clock = createManualClock();
  const orders = createScriptedOrders(clock, { streams: true });
  const outcome = waitForOrder(orders.client, "order-1", { clock, ...options });
  await nextTurn();
  if (isOpen) orders.streams.one.open();
  await nextTurn();
  return { clock, orders, outcome, times: () => orders.reads.map(({ atMs }) => atMs) };
}

/** Holds the next read until the test releases it. The read returns the order as it was at its start. */
function holdLook({ script }: ScriptedOrders): Deferred {
  const held = defer();
  script.push(async (order) => {
    await held.promise;
    return order;
  });
  return held;
}

async function finish({ clock, orders, outcome }: Waiting): Promise<void> {
  orders.status = FILLED;
  await clock.advance(15_000);
  expect((await outcome).status).toBe(FILLED);
  expect(orders.mostAtOnce).toBe(1);
  expect(clock.timers()).toBe(0);
}

describe("an open stream", () => {
  test("leads to a read with each update of the order, and to none with updates of others", async () => {
    const { clock, orders, outcome, times } = await startWaiting(true);
    const before = times().length;
    await clock.advance(100);
    orders.publish({ orderId: "order-2" });
    await clock.advance(100);
    expect(times()).toHaveLength(before);
    orders.publish();
    await nextTurn();
    await clock.advance(100);
    orders.status = FILLED;
    orders.publish();
    expect((await outcome).status).toBe(FILLED);
    expect(times().slice(before)).toEqual([200, 300]);
    expect(clock.timers()).toBe(0);
  });

  test("reduces polling to every 15 s, or to the caller's interval if that is longer", async () => {
    for (const [pollMs, everyMs] of [
      [1_000, 15_000],
      [40_000, 40_000],
    ] as const) {
      const waiting = await startWaiting(true, { pollMs });
      const before = waiting.times().length;
      await waiting.clock.advance(everyMs - 1);
      expect(waiting.times()).toHaveLength(before);
      await waiting.clock.advance(1);
      expect(waiting.times()).toHaveLength(before + 1);
      waiting.orders.status = FILLED;
      await waiting.clock.advance(everyMs);
      await waiting.outcome;
    }
  });

  test("never supplies the result, because its updates may lack the size", async () => {
    const { orders, outcome } = await startWaiting(true);
    orders.publish({ status: FILLED, quantity: undefined });
    await nextTurn();
    orders.status = FILLED;
    orders.publish({ status: FILLED, quantity: undefined });
    expect(await outcome).toMatchObject({ status: FILLED, quantity: "0.10" });
  });

  test("that delivers a hundred updates during a read leads to one more read", async () => {
    const waiting = await startWaiting(true);
    const { orders, times } = waiting;
    const before = times().length;
    const held = holdLook(orders);
    for (let update = 0; update < 100; update++) orders.publish();
    await nextTurn();
    for (let update = 0; update < 100; update++) orders.publish();
    await nextTurn();
    expect(times()).toHaveLength(before + 1);
    held.resolve();
    await nextTurn();
    expect(times()).toHaveLength(before + 2);
    await finish(waiting);
  });

  test("that reports the end during an earlier read leads to a read that sees it", async () => {
    const { clock, orders, outcome } = await startWaiting(true);
    const held = holdLook(orders);
    orders.publish();
    await nextTurn();
    orders.status = FILLED;
    orders.publish();
    held.resolve();
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(0);
  });
});

test("an order that is final at the first read needs no stream", async () => {
  const clock = createManualClock();
  const orders = createScriptedOrders(clock, { streams: true });
  orders.status = FILLED;
  expect((await waitForOrder(orders.client, "order-1", { clock })).status).toBe(FILLED);
  expect(orders.streams.all).toEqual([]);
});

test("a reported end is polled until a read shows it", async () => {
  const waiting = await startWaiting(true);
  const before = waiting.times().length;
  waiting.orders.publish({ status: FILLED });
  await nextTurn();
  for (let second = 0; second < 3; second++) await waiting.clock.advance(1_000);
  expect(waiting.times().slice(before)).toEqual([0, 1_000, 2_000, 3_000]);
  await finish(waiting);
});

describe("an opening stream", () => {
  test("opens once, after the first read", async () => {
    const waiting = await startWaiting(false);
    await waiting.clock.advance(1_000);
    expect(waiting.orders.streams.all).toHaveLength(1);
    await finish(waiting);
  });

  test("leads to a read once it is open, because changes after the first read may not be reported", async () => {
    const { clock, orders, outcome, times } = await startWaiting(false);
    expect(times()).toHaveLength(1);
    orders.status = FILLED;
    orders.streams.one.open();
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(0);
  });

  test("leads to a read after one that began before it was open", async () => {
    const { clock, orders, outcome } = await startWaiting(false);
    const held = holdLook(orders);
    await clock.advance(1_000);
    orders.status = FILLED;
    orders.streams.one.open();
    await nextTurn();
    held.resolve();
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(1_000);
  });

  test("leads to one read and not to two", async () => {
    const waiting = await startWaiting(false);
    waiting.orders.streams.one.open();
    await nextTurn();
    expect(waiting.times()).toEqual([0, 0]);
    await finish(waiting);
  });

  test("delivers updates already, and until it is open the order is polled as without one", async () => {
    const waiting = await startWaiting(false);
    await waiting.clock.advance(1_000);
    await waiting.clock.advance(500);
    waiting.orders.publish();
    await nextTurn();
    expect(waiting.times()).toEqual([0, 1_000, 1_500]);
    await finish(waiting);
  });
});

test("a stream that never reports its state is live from its opening to its end", async () => {
  const waiting = await startWaiting(false);
  const closed = defer<StreamEnd>();
  waiting.orders.streams.one.opening.resolve({
    state: "live",
    closed: closed.promise,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  });
  await nextTurn();
  for (let second = 0; second < 16; second++) await waiting.clock.advance(1_000);
  expect(waiting.times()).toEqual([0, 0, 15_000]);
  closed.resolve({ reason: "closed" });
  await nextTurn();
  await waiting.clock.advance(1_000);
  expect(waiting.times().slice(3)).toEqual([16_000, 17_000]);
  await finish(waiting);
});

describe("the order is polled as without a stream for", () => {
  const expectPolling = async ({ clock, orders, times }: Waiting): Promise<void> => {
    await nextTurn();
    const before = times().length;
    for (let second = 0; second < 3; second++) await clock.advance(1_000);
    expect(times()).toHaveLength(before + 3);
    expect(orders.mostAtOnce).toBe(1);
  };

  test("one that fails to open", async () => {
    using rejections = watchRejections();
    const waiting = await startWaiting(false);
    const fields = { venue: "testvenue", operation: "subscribeOrders", reason: "no" };
    waiting.orders.streams.one.opening.reject(new VenueError({ kind: "unsupported", ...fields }));
    await expectPolling(waiting);
    await finish(waiting);
    expect(await rejections.seen()).toEqual([]);
  });

  test("one that throws", async () => {
    const clock = createManualClock();
    const orders = createScriptedOrders(clock);
    const subscribeOrders = () => {
      throw new TypeError("a test double's");
    };
    const outcome = waitForOrder({ ...orders.client, subscribeOrders }, "order-1", { clock });
    await expectPolling({ clock, orders, outcome, times: () => orders.reads.map(({ atMs }) => atMs) });
    orders.status = FILLED;
    await clock.advance(1_000);
    await outcome;
  });

  test.each(["closed", "failed"] as const)("one that has %s, after one more read", async (reason) => {
    const waiting = await startWaiting(true);
    const before = waiting.times().length;
    await waiting.clock.advance(100);
    waiting.orders.streams.one.end({ reason });
    await nextTurn();
    expect(waiting.times().slice(before)).toEqual([100]);
    await expectPolling(waiting);
    await finish(waiting);
  });

  test("one that is interrupted, until it is live again, which leads to a read at once", async () => {
    const waiting = await startWaiting(true);
    const { one: stream } = waiting.orders.streams;
    const before = waiting.times().length;
    stream.turn("stale");
    await expectPolling(waiting);
    const reads = waiting.times().length;
    expect(reads).toBe(before + 4);
    await waiting.clock.advance(500);
    waiting.orders.status = FILLED;
    stream.turn("live");
    expect((await waiting.outcome).status).toBe(FILLED);
    expect(waiting.times().slice(reads)).toEqual([3_500]);
  });
});

describe("a failed read", () => {
  const fail = (kind: "rateLimited" | "notFound", retryAfterMs?: number) => () => {
    throw new VenueError({ kind, venue: "testvenue", operation: "getOrder", reason: "no", retryAfterMs });
  };

  test("is not repeated early by stream events, because the venue needs the pause", async () => {
    const { clock, orders, outcome, times } = await startWaiting(true);
    const before = times().length;
    orders.script.push(fail("rateLimited", 5_000));
    orders.publish();
    await nextTurn();
    orders.status = FILLED;
    for (let second = 0; second < 5; second++) {
      orders.publish();
      await clock.advance(1_000);
    }
    expect((await outcome).status).toBe(FILLED);
    expect(times().slice(before)).toEqual([0, 5_000]);
  });

  test("is repeated soon, and not only after 15 s", async () => {
    const { clock, orders, outcome, times } = await startWaiting(true);
    const before = times().length;
    orders.script.push(fail("rateLimited"));
    orders.publish();
    await nextTurn();
    orders.status = FILLED;
    await clock.advance(1_000);
    await outcome;
    expect(times().slice(before)).toEqual([0, 1_000]);
  });

  test("with notFound for a new order is repeated when the stream reports the order", async () => {
    const clock = createManualClock();
    const orders = createScriptedOrders(clock, { streams: true });
    orders.script.push(fail("notFound"), fail("notFound"));
    const outcome = waitForOrder(orders.client, "order-1", { clock });
    await nextTurn();
    orders.streams.one.open();
    await nextTurn();
    await clock.advance(100);
    orders.status = FILLED;
    orders.publish();
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(100);
  });
});

describe("on a real stream", () => {
  const begin = async () => {
    const clock = createManualClock();
    const orders = createScriptedOrders(clock);
    const streaming = createStreamingClient();
    const client = { ...orders.client, subscribeOrders: streaming.subscribeOrders };
    const outcome = waitForOrder(client, "order-1", { clock });
    await nextTurn();
    return { clock, orders, streaming, outcome };
  };

  test("the end is read when it is reported, and the socket is closed after it", async () => {
    const { clock, orders, streaming, outcome } = await begin();
    expect(orders.reads).toHaveLength(2);
    orders.status = FILLED;
    streaming.fill("order-1");
    expect((await outcome).status).toBe(FILLED);
    await nextTurn();
    expect(clock.monotonic()).toBe(0);
    expect([streaming.venue.sockets.live(), streaming.clock.timers(), clock.timers()]).toEqual([0, 0, 0]);
  });

  test("changes during an interruption are read when the stream is live again", async () => {
    const { clock, orders, streaming, outcome } = await begin();
    streaming.venue.sockets.last.close(1006);
    await nextTurn();
    orders.status = FILLED;
    await streaming.clock.advance(60_000);
    expect((await outcome).status).toBe(FILLED);
    expect(clock.monotonic()).toBe(0);
    await streaming.close();
  });

  test("closing the client ends the wait", async () => {
    using rejections = watchRejections();
    const { orders, streaming, outcome } = await begin();
    const fields = { venue: "testvenue", operation: "getOrder", reason: "the client is closed" };
    const error = new VenueError({ kind: "aborted", code: "CLIENT_CLOSED", ...fields });
    orders.otherwise = () => Promise.reject(error);
    const failure = expect(outcome).rejects.toBe(error);
    await streaming.close();
    await failure;
    expect(await rejections.seen()).toEqual([]);
  });
});
