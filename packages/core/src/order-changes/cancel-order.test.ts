import { describe, expect, test } from "vitest";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { VenueErrorKind } from "../errors/venue-error.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { CANCEL_ORDER, createTestClient, type TestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER } from "../testdata/messages.ts";
import { type Answer, failure, reply, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { cancelOrder } from "./cancel-order.ts";

type OrderRead = (call: VenueCall) => Promise<Order>;

const MAX_MS = 2_000;

const finds =
  (status: OrderStatus): OrderRead =>
  async () => ({ ...ORDER, status });

const fails: OrderRead = () => Promise.reject(new Error("unreachable"));
const hangs: OrderRead = (call) => call.deadline.race(new Promise<never>(() => {}));

interface Cancelling {
  readonly client: TestClient;
  readonly status: Promise<OrderStatus>;
  readonly reads: () => number;
  readonly controller: AbortController;
}

/** Starts a cancel that the venue accepts. The order is read by the script, whose last entry repeats. */
function cancelAccepted(...script: readonly OrderRead[]): Cancelling {
  const client = createTestClient({});
  const controller = new AbortController();
  let reads = 0;
  const status = client.connection.calls.run("cancelOrder", { signal: controller.signal }, (call) =>
    cancelOrder(client.connection, call, {
      ask: async () => {},
      readOrder: () => {
        const read = script[Math.min(reads++, script.length - 1)] ?? hangs;
        return read(call);
      },
    }),
  );
  return { client, status, reads: () => reads, controller };
}

/** Lets time pass until the cancel settles. Returns its status and the elapsed time in milliseconds. */
async function finish({ client, status }: Cancelling): Promise<readonly [OrderStatus, number]> {
  let hasEnded = false;
  void status.finally(() => {
    hasEnded = true;
  });
  await nextTurn();
  while (!hasEnded && client.clock.monotonic() < 20_000) await client.clock.advance(10);
  return [await status, client.clock.monotonic()];
}

describe("after an accepted cancel", () => {
  test.each([...TERMINAL_STATUSES])("the terminal status %i is returned at once", async (status) => {
    const cancelling = cancelAccepted(finds(status));
    expect(await finish(cancelling)).toEqual([status, 0]);
    expect(cancelling.reads()).toBe(1);
  });

  test("the order is read until its status is terminal", async () => {
    const pending = finds(OrderStatus.PENDING_CANCEL);
    const cancelling = cancelAccepted(pending, finds(OrderStatus.OPEN), finds(OrderStatus.CANCELLED));
    expect(await finish(cancelling)).toEqual([OrderStatus.CANCELLED, 150]);
    expect(cancelling.reads()).toBe(3);
  });

  test("an order that fills instead is reported as filled", async () => {
    expect(await finish(cancelAccepted(finds(OrderStatus.OPEN), finds(OrderStatus.FILLED)))).toEqual([
      OrderStatus.FILLED,
      50,
    ]);
  });

  test("a failed read is ignored, and the order is read again", async () => {
    expect(await finish(cancelAccepted(fails, fails, finds(OrderStatus.CANCELLED)))).toEqual([
      OrderStatus.CANCELLED,
      150,
    ]);
  });

  test.each<readonly [string, OrderRead]>([
    ["stays open", finds(OrderStatus.OPEN)],
    ["cannot be read", fails],
  ])("an order that %s is pending cancel at the end of the wait", async (_name, read) => {
    const cancelling = cancelAccepted(read);
    const [status, tookMs] = await finish(cancelling);
    expect(status).toBe(OrderStatus.PENDING_CANCEL);
    expect(tookMs).toBeGreaterThan(MAX_MS - 500);
    expect(tookMs).toBeLessThanOrEqual(MAX_MS);
    expect(cancelling.client.clock.timers()).toBe(0);
  });

  test("a read that hangs stops at the end of the wait, and the order is pending cancel", async () => {
    const cancelling = cancelAccepted(hangs);
    expect(await finish(cancelling)).toEqual([OrderStatus.PENDING_CANCEL, MAX_MS]);
    expect(cancelling.reads()).toBe(1);
  });

  test("an abort stops the reads, and the order is pending cancel", async () => {
    for (const read of [finds(OrderStatus.OPEN), hangs]) {
      const cancelling = cancelAccepted(read);
      await nextTurn();
      cancelling.controller.abort();
      expect(await cancelling.status).toBe(OrderStatus.PENDING_CANCEL);
      expect(cancelling.client.clock.timers()).toBe(0);
    }
  });
});

/**
 * Sends a cancel that gets this answer. The order is read by the script, whose last entry repeats. Orders cannot be read
 * without a script.
 */
function cancelAnswered(
  answer: Answer,
  script: readonly OrderRead[] | undefined,
  timeoutMs = 30_000,
): Cancelling {
  const client = createTestClient({ fetch: scriptFetch(answer).fetch });
  const { connection } = client;
  const controller = new AbortController();
  const { signal } = controller;
  let reads = 0;
  const readOrder: OrderRead = (call) => (script?.[Math.min(reads++, script.length - 1)] ?? hangs)(call);
  const status = connection.calls.run("cancelOrder", { timeoutMs, signal }, (call) =>
    cancelOrder(connection, call, {
      ask: () => connection.http.send(call, CANCEL_ORDER),
      readOrder: script && readOrder,
    }),
  );
  status.catch(() => {});
  return { client, status, reads: () => reads, controller };
}

/** Reads the order with a request that gets this answer. */
const readsBy =
  (answer: Answer): OrderRead =>
  (call) =>
    createTestClient({ fetch: scriptFetch(answer).fetch }).connection.http.send(call, {
      path: ["order"],
      read: () => ORDER,
    });

const RESET = failure(Object.assign(new Error("reset"), { code: "ECONNRESET" }));

describe.each<readonly [string, Answer, VenueErrorKind]>([
  ["refused by a 400", reply(400), "rejected"],
  ["refused by a 410 because the order is gone", reply(410), "rejected"],
  ["refused by a 409 with a reason", reply(409, { code: "FILLED" }), "rejected"],
  ["refused by a 404, as at venues that do not find an order with a terminal status", reply(404), "notFound"],
  ["left unknown by a 503", reply(503), "outcomeUnknown"],
  ["left unknown by a lost reply", RESET, "outcomeUnknown"],
])("after a cancel that was %s", (_name, answer, kind) => {
  test.each([...TERMINAL_STATUSES])("the terminal status %i of the order is the result", async (status) => {
    const cancelling = cancelAnswered(answer, [finds(status)]);
    expect(await finish(cancelling)).toEqual([status, 0]);
    expect(cancelling.reads()).toBe(1);
  });

  test.each([OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED, OrderStatus.PENDING])(
    "the cancel's error is the result after one read of an order with the status %i",
    async (status) => {
      const cancelling = cancelAnswered(answer, [finds(status)]);
      expect(await failureOf(cancelling.status)).toMatchObject({ kind, operation: "cancelOrder" });
      expect(cancelling.reads()).toBe(1);
      expect(cancelling.client.clock.monotonic()).toBe(0);
    },
  );

  test("an order with a pending cancel is read until its status is terminal", async () => {
    const pending = finds(OrderStatus.PENDING_CANCEL);
    const cancelling = cancelAnswered(answer, [pending, pending, finds(OrderStatus.CANCELLED)]);
    expect(await finish(cancelling)).toEqual([OrderStatus.CANCELLED, 50]);
    expect(cancelling.reads()).toBe(3);
  });

  test("an order that is unknown to the venue is not found, unless the cancel's outcome is unknown", async () => {
    const cancelling = cancelAnswered(answer, [readsBy(reply(404))]);
    const expected = kind === "outcomeUnknown" ? { kind } : { kind: "notFound", status: 404 };
    expect(await failureOf(cancelling.status)).toMatchObject(expected);
  });

  test("the cancel's error is the result when the order cannot be read", async () => {
    for (const read of [fails, readsBy(reply(503)), readsBy(reply(401))]) {
      expect(await failureOf(cancelAnswered(answer, [read]).status)).toMatchObject({ kind });
    }
  });

  test("the cancel's error is the result at a venue that cannot read orders", async () => {
    expect(await failureOf(cancelAnswered(answer, undefined).status)).toMatchObject({ kind });
  });
});

describe("after a cancel that fails for another reason", () => {
  test.each<readonly [VenueErrorKind, Answer]>([
    ["unauthorized", reply(401)],
    ["unauthorized", reply(403)],
  ])("the order is not read: %s", async (kind, answer) => {
    const cancelling = cancelAnswered(answer, [finds(OrderStatus.CANCELLED)]);
    expect(await failureOf(cancelling.status)).toMatchObject({ kind });
    expect(cancelling.reads()).toBe(0);
  });

  test("the outcome is unknown when the deadline leaves no time to read the order", async () => {
    const cancelling = cancelAnswered(silence, [hangs], 5_000);
    await nextTurn();
    await cancelling.client.clock.advance(5_000);
    expect(await failureOf(cancelling.status)).toMatchObject({ kind: "outcomeUnknown", code: "TIMEOUT" });
    expect(cancelling.client.clock.timers()).toBe(0);
  });
});

test("an accepted cancel is pending at a venue that cannot read orders", async () => {
  const cancelling = cancelAnswered(reply(200), undefined);
  expect(await finish(cancelling)).toEqual([OrderStatus.PENDING_CANCEL, 0]);
});
