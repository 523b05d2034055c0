import { describe, expect, test } from "vitest";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { VenueError, type VenueErrorFields } from "../errors/venue-error.ts";
import { createScriptedOrders, type ScriptedOrders } from "../testdata/clients/scripted-orders.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { waitForOrder } from "./wait-for-order.ts";
import type { WaitForOrderOptions } from "./wait-options.ts";

const { OPEN, PARTIALLY_FILLED, FILLED, CANCELLED, PENDING_CANCEL } = OrderStatus;

/** A client without a stream. */
function createPolled() {
  const clock = createManualClock();
  const orders = createScriptedOrders(clock);
  const wait = (options: WaitForOrderOptions = {}): Promise<Order> =>
    waitForOrder(orders.client, "order-1", { clock, ...options });
  return { clock, orders, wait };
}

const timesOf = ({ reads }: ScriptedOrders): readonly number[] => reads.map(({ atMs }) => atMs);

const failing = (fields: Partial<VenueErrorFields>) => () => {
  throw new VenueError({
    kind: "unavailable",
    retryable: true,
    venue: "testvenue",
    operation: "getOrder",
    reason: "no",
    ...fields,
  });
};

describe("without a stream", () => {
  test.each([...TERMINAL_STATUSES])(
    "an order with the terminal status %i is returned at once",
    async (status) => {
      const { orders, wait, clock } = createPolled();
      orders.status = status;
      expect(await wait()).toEqual({ ...ORDER, status });
      expect(orders.reads).toMatchObject([{ orderId: "order-1" }]);
      expect(clock.timers()).toBe(0);
    },
  );

  test("the order is read every second until it is final, and is returned complete", async () => {
    const { orders, wait, clock } = createPolled();
    const waiting = wait();
    await nextTurn();
    await clock.advance(999);
    expect(timesOf(orders)).toEqual([0]);
    await clock.advance(1);
    orders.status = FILLED;
    await clock.advance(1_000);
    expect(await waiting).toEqual({ ...ORDER, status: FILLED });
    expect(timesOf(orders)).toEqual([0, 1_000, 2_000]);
    expect(clock.timers()).toBe(0);
  });

  test("the caller sets the interval, which begins after a read", async () => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(async (order) => {
      await clock.sleep(50);
      return order;
    });
    const waiting = wait({ pollMs: 200 });
    await nextTurn();
    await clock.advance(50);
    await clock.advance(199);
    expect(timesOf(orders)).toEqual([0]);
    orders.status = CANCELLED;
    await clock.advance(1);
    expect((await waiting).status).toBe(CANCELLED);
    expect(timesOf(orders)).toEqual([0, 250]);
  });

  test("the wait can last for days", async () => {
    const { orders, wait, clock } = createPolled();
    const waiting = wait({ pollMs: 3_600_000 });
    await nextTurn();
    for (let hour = 0; hour < 1_000; hour++) await clock.advance(3_600_000);
    orders.status = FILLED;
    await clock.advance(3_600_000);
    expect((await waiting).status).toBe(FILLED);
    expect(orders.reads).toHaveLength(1_002);
  });

  test("the system clock is the default", async () => {
    const { orders } = createPolled();
    orders.script.push((order) => order);
    const waiting = waitForOrder(orders.client, "order-1", { pollMs: 1 });
    orders.status = FILLED;
    expect((await waiting).status).toBe(FILLED);
  });
});

describe("the condition", () => {
  test("may be a status", async () => {
    const { orders, wait, clock } = createPolled();
    const waiting = wait({ until: [PARTIALLY_FILLED, PENDING_CANCEL] });
    await nextTurn();
    orders.status = PARTIALLY_FILLED;
    await clock.advance(1_000);
    expect((await waiting).status).toBe(PARTIALLY_FILLED);
  });

  test("may be a function of the complete order", async () => {
    const { orders, wait, clock } = createPolled();
    const seen: Order[] = [];
    orders.script.push((order) => ({ ...order, filledQuantity: "0.01" }));
    const waiting = wait({
      until: (order) => {
        seen.push(order);
        return order.filledQuantity === "0.05";
      },
    });
    await nextTurn();
    await clock.advance(1_000);
    expect((await waiting).filledQuantity).toBe("0.05");
    expect(seen.map(({ filledQuantity }) => filledQuantity)).toEqual(["0.01", "0.05"]);
  });

  test.each<readonly [string, WaitForOrderOptions]>([
    ["a status", { until: [PARTIALLY_FILLED] }],
    ["no status at all", { until: [] }],
    ["a function", { until: () => false }],
  ])("when it is %s, an order that ends without meeting it is returned", async (_name, options) => {
    const { orders, wait } = createPolled();
    orders.status = CANCELLED;
    expect((await wait(options)).status).toBe(CANCELLED);
  });

  test("is fixed when the wait begins", async () => {
    const { orders, wait, clock } = createPolled();
    const until: OrderStatus[] = [PARTIALLY_FILLED];
    const waiting = wait({ until });
    await nextTurn();
    until[0] = OPEN;
    await clock.advance(1_000);
    orders.status = PARTIALLY_FILLED;
    await clock.advance(1_000);
    expect((await waiting).status).toBe(PARTIALLY_FILLED);
  });

  test("when it throws, the wait rejects with the same error, even a retryable VenueError", async () => {
    const { orders, wait, clock } = createPolled();
    for (const thrown of [new Error("mine"), "text", failureFrom(failing({ retryable: true }))]) {
      const until = () => {
        throw thrown;
      };
      await expect(wait({ until })).rejects.toBe(thrown);
    }
    expect(orders.reads).toHaveLength(3);
    expect(clock.timers()).toBe(0);
  });
});

function failureFrom(work: () => never): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("a wrong argument is named before anything is sent", () => {
  const clock = createManualClock();
  test.each<readonly [field: string, options: unknown]>([
    ["options", null],
    ["options", "canary"],
    ["options", { untill: [FILLED] }],
    ["options", { depth: 5 }],
    ["until", { until: FILLED }],
    ["until", { until: null }],
    ["until", { until: "canary" }],
    ["until[1]", { until: [FILLED, "canary"] }],
    ["until[0]", { until: [OrderStatus.UNSPECIFIED] }],
    ["until[0]", { until: new Array(1) }],
    ["signal", { signal: {} }],
    ["signal", { signal: null }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: Number.POSITIVE_INFINITY }],
    ["timeoutMs", { timeoutMs: null }],
    ["pollMs", { pollMs: 0 }],
    ["pollMs", { pollMs: Number.NaN }],
    ["pollMs", { pollMs: 3_600_001 }],
    ["pollMs", { pollMs: "1000" }],
    ["clock", { clock: null }],
    ["clock", { clock: { now: clock.now, sleep: clock.sleep } }],
  ])("%s of %j", async (field, options) => {
    const orders = createScriptedOrders(clock, { streams: true });
    const error = await failureOf(waitForOrder(orders.client, "order-1", options as WaitForOrderOptions));
    expect(error).toMatchObject({
      kind: "invalidInput",
      field,
      venue: "testvenue",
      operation: "waitForOrder",
      sent: "no",
    });
    expect(error.message).not.toContain("canary");
    expect([orders.reads, orders.streams.all]).toEqual([[], []]);
  });

  test.each([undefined, "", "..", "a/b", 5])("orderId %j", async (orderId) => {
    const orders = createScriptedOrders(clock, { streams: true });
    const error = await failureOf(waitForOrder(orders.client, orderId as string));
    expect(error).toMatchObject({ kind: "invalidInput", field: "orderId" });
    expect([orders.reads, orders.streams.all]).toEqual([[], []]);
  });

  test("accepts undefined options", async () => {
    const { orders, wait, clock } = createPolled();
    orders.status = FILLED;
    const none = { until: undefined, signal: undefined, timeoutMs: undefined, pollMs: undefined };
    expect((await wait({ ...none, clock })).status).toBe(FILLED);
  });
});

describe("a read with a transient error", () => {
  test.each<readonly [string, Partial<VenueErrorFields>]>([
    ["rateLimited", { kind: "rateLimited", retryable: false }],
    ["timeout", { kind: "timeout", retryable: false }],
    ["unavailable that may be tried again", { kind: "unavailable" }],
    ["anything that may be tried again", { kind: "rejected", retryable: true }],
  ])("does not end the wait: %s", async (_name, fields) => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(failing(fields));
    const waiting = wait();
    await nextTurn();
    orders.status = FILLED;
    await clock.advance(1_000);
    expect((await waiting).status).toBe(FILLED);
  });

  test("backs off up to 15 s while it repeats, until a read succeeds", async () => {
    const { orders, wait, clock } = createPolled();
    for (let failure = 0; failure < 6; failure++) orders.script.push(failing({}));
    orders.script.push((order) => order, failing({}));
    const waiting = wait();
    await nextTurn();
    for (let second = 0; second < 50; second++) await clock.advance(1_000);
    orders.status = FILLED;
    await clock.advance(1_000);
    await waiting;
    const seconds = [0, 1, 3, 7, 15, 30, 45, 46, 47, 48, 49, 50, 51];
    expect(timesOf(orders)).toEqual(seconds.map((second) => second * 1_000));
  });

  test("never shortens the caller's interval", async () => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(failing({}), failing({}));
    const waiting = wait({ pollMs: 20_000 });
    await nextTurn();
    for (let second = 0; second < 39; second++) await clock.advance(1_000);
    orders.status = FILLED;
    await clock.advance(1_000);
    await waiting;
    expect(timesOf(orders)).toEqual([0, 20_000, 40_000]);
  });

  test.each([
    [400, 1_000],
    [7_000, 7_000],
    [60_000, 60_000],
    [Number.POSITIVE_INFINITY, 86_400_000],
  ])("that asks for %i ms pauses the reads for %i ms", async (retryAfterMs, waitMs) => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(failing({ kind: "rateLimited", retryAfterMs }));
    const waiting = wait();
    await nextTurn();
    await clock.advance(waitMs - 1);
    expect(orders.reads).toHaveLength(1);
    orders.status = FILLED;
    await clock.advance(1);
    await waiting;
    expect(timesOf(orders)).toEqual([0, waitMs]);
  });
});

describe("a read that is refused for its signature", () => {
  const refused = failing({ kind: "unauthorized", sent: "yes", retryable: false });

  test("does not end the wait once, because the next signature may be by a new key", async () => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(refused, (order) => order, refused);
    const waiting = wait();
    await nextTurn();
    for (let second = 0; second < 2; second++) await clock.advance(1_000);
    orders.status = FILLED;
    await clock.advance(1_000);
    expect((await waiting).status).toBe(FILLED);
  });

  test.each<readonly [string, readonly (() => never)[]]>([
    ["twice in a row", [refused, refused]],
    [
      "by the client itself, which has no key",
      [failing({ kind: "unauthorized", sent: "no", retryable: false })],
    ],
    ["and then by something else", [refused, failing({ kind: "malformed", retryable: false })]],
  ])("is final %s", async (_name, script) => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(...script);
    const failure = failureOf(wait());
    await nextTurn();
    await clock.advance(1_000);
    expect((await failure).operation).toBe("getOrder");
    expect(orders.reads).toHaveLength(script.length);
  });
});

describe("an order that is not found", () => {
  const notFound = failing({ kind: "notFound", sent: "yes", retryable: false });

  test("is read again, because a venue may not find a new order at first", async () => {
    const { orders, wait, clock } = createPolled();
    orders.script.push(notFound, notFound);
    const waiting = wait();
    await nextTurn();
    await clock.advance(1_000);
    orders.status = FILLED;
    await clock.advance(1_000);
    expect((await waiting).status).toBe(FILLED);
  });

  test.each([
    [1_000, [0, 1_000, 2_000, 3_000]],
    [1_400, [0, 1_400, 2_800, 3_000]],
    [20_000, [0, 3_000]],
  ])("for three seconds (reads every %i ms)", async (pollMs, times) => {
    const { orders, wait, clock } = createPolled();
    for (let read = 0; read < 5; read++) orders.script.push(notFound);
    const failure = failureOf(wait({ pollMs }));
    await nextTurn();
    for (let tenth = 0; tenth < 30; tenth++) await clock.advance(100);
    expect(await failure).toMatchObject({ kind: "notFound", operation: "getOrder", sent: "yes" });
    expect(timesOf(orders)).toEqual(times);
    expect(clock.timers()).toBe(0);
  });

  test("is an error later, even when the order was found before", async () => {
    const { orders, wait, clock } = createPolled();
    const failure = failureOf(wait());
    await nextTurn();
    await clock.advance(4_000);
    orders.script.push(failing({ kind: "notFound", retryable: true }));
    await clock.advance(1_000);
    expect((await failure).kind).toBe("notFound");
  });
});

describe("any other error of a read", () => {
  test.each<Partial<VenueErrorFields>>([
    { kind: "unauthorized" },
    { kind: "unavailable", code: "CERT_HAS_EXPIRED" },
    { kind: "invalidInput", field: "orderId" },
    { kind: "unsupported" },
    { kind: "malformed" },
    { kind: "rejected" },
    { kind: "outcomeUnknown" },
    { kind: "aborted", code: "CLIENT_CLOSED" },
  ])("rejects the wait with the same object: $kind", async (fields) => {
    const { orders, wait, clock } = createPolled();
    const error = failureFrom(failing({ retryable: false, ...fields }));
    orders.script.push(() => Promise.reject(error));
    await expect(wait()).rejects.toBe(error);
    expect(clock.timers()).toBe(0);
  });

  test("also rejects the wait when it is not a VenueError or is thrown synchronously", async () => {
    const { orders, clock } = createPolled();
    const error = new TypeError("a test double's");
    const getOrder = () => {
      throw error;
    };
    await expect(waitForOrder({ ...orders.client, getOrder }, "order-1", { clock })).rejects.toBe(error);
  });
});
