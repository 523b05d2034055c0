// Loaded before the clock runs: the first request would wait for it.
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

type Look = (call: VenueCall) => Promise<Order>;

const MAX_MS = 2_000;

const sees =
  (status: OrderStatus): Look =>
  async () => ({ ...ORDER, status });

const fails: Look = () => Promise.reject(new Error("unreachable"));
const hangs: Look = (call) => call.deadline.race(new Promise<never>(() => {}));

interface Watch {
  readonly client: TestClient;
  readonly status: Promise<OrderStatus>;
  readonly looks: () => number;
  readonly controller: AbortController;
}

/** Looks go by the script, the last of which repeats. */
function watch(...script: readonly Look[]): Watch {
  const client = createTestClient({});
  const controller = new AbortController();
  let looks = 0;
  const status = client.connection.calls.run("cancelOrder", { signal: controller.signal }, (call) =>
    cancelOrder(client.connection, call, {
      ask: async () => {},
      readOrder: () => {
        const look = script[Math.min(looks++, script.length - 1)] ?? hangs;
        return look(call);
      },
    }),
  );
  return { client, status, looks: () => looks, controller };
}

/** Lets time pass until the watch is over; answers how much it took. */
async function finish({ client, status }: Watch): Promise<readonly [OrderStatus, number]> {
  let over = false;
  void status.finally(() => {
    over = true;
  });
  await nextTurn();
  while (!over && client.clock.monotonic() < 20_000) await client.clock.advance(10);
  return [await status, client.clock.monotonic()];
}

describe("after a cancel that was accepted", () => {
  test.each([...TERMINAL_STATUSES])("the terminal status %i is told at once", async (status) => {
    const watching = watch(sees(status));
    expect(await finish(watching)).toEqual([status, 0]);
    expect(watching.looks()).toBe(1);
  });

  test("the order is looked at until it is over", async () => {
    const pending = sees(OrderStatus.PENDING_CANCEL);
    const watching = watch(pending, sees(OrderStatus.OPEN), sees(OrderStatus.CANCELLED));
    expect(await finish(watching)).toEqual([OrderStatus.CANCELLED, 150]);
    expect(watching.looks()).toBe(3);
  });

  test("an order that fills instead is filled", async () => {
    expect(await finish(watch(sees(OrderStatus.OPEN), sees(OrderStatus.FILLED)))).toEqual([
      OrderStatus.FILLED,
      50,
    ]);
  });

  test("a look that fails is no answer; the next one may be", async () => {
    expect(await finish(watch(fails, fails, sees(OrderStatus.CANCELLED)))).toEqual([
      OrderStatus.CANCELLED,
      150,
    ]);
  });

  test.each<readonly [string, Look]>([
    ["stays open", sees(OrderStatus.OPEN)],
    ["cannot be read", fails],
  ])("an order that %s is pending cancel when the time is over", async (_name, look) => {
    const watching = watch(look);
    const [status, tookMs] = await finish(watching);
    expect(status).toBe(OrderStatus.PENDING_CANCEL);
    expect(tookMs).toBeGreaterThan(MAX_MS - 500);
    expect(tookMs).toBeLessThanOrEqual(MAX_MS);
    expect(watching.client.clock.timers()).toBe(0);
  });

  test("a look that hangs ends when the time is over, and the cancel stays accepted", async () => {
    const watching = watch(hangs);
    expect(await finish(watching)).toEqual([OrderStatus.PENDING_CANCEL, MAX_MS]);
    expect(watching.looks()).toBe(1);
  });

  test("an abort ends the looking, and the cancel stays accepted", async () => {
    for (const look of [sees(OrderStatus.OPEN), hangs]) {
      const watching = watch(look);
      await nextTurn();
      watching.controller.abort();
      expect(await watching.status).toBe(OrderStatus.PENDING_CANCEL);
      expect(watching.client.clock.timers()).toBe(0);
    }
  });
});

/** Sends a cancel that the venue answers like this. Looks go by the script, the last of which repeats. */
function cancelAnswered(answer: Answer, script: readonly Look[] | undefined, timeoutMs = 30_000): Watch {
  const client = createTestClient({ fetch: scriptFetch(answer).fetch });
  const { connection } = client;
  const controller = new AbortController();
  const { signal } = controller;
  let looks = 0;
  const readOrder: Look = (call) => (script?.[Math.min(looks++, script.length - 1)] ?? hangs)(call);
  const status = connection.calls.run("cancelOrder", { timeoutMs, signal }, (call) =>
    cancelOrder(connection, call, {
      ask: () => connection.http.send(call, CANCEL_ORDER),
      readOrder: script && readOrder,
    }),
  );
  status.catch(() => {});
  return { client, status, looks: () => looks, controller };
}

/** Looks that end as a reply to a read makes them end. */
const looksAt =
  (answer: Answer): Look =>
  (call) =>
    createTestClient({ fetch: scriptFetch(answer).fetch }).connection.http.send(call, {
      path: ["order"],
      read: () => ORDER,
    });

const RESET = failure(Object.assign(new Error("reset"), { code: "ECONNRESET" }));

describe.each<readonly [string, Answer, VenueErrorKind]>([
  ["refused by a 400", reply(400), "rejected"],
  ["refused by a 410, as the order is gone", reply(410), "rejected"],
  ["refused by a 409 with a reason", reply(409, { code: "FILLED" }), "rejected"],
  ["refused by a 404, as some venues do not find an order that is over", reply(404), "notFound"],
  ["of unknown outcome by a 503", reply(503), "outcomeUnknown"],
  ["of unknown outcome by a lost reply", RESET, "outcomeUnknown"],
])("after a cancel that was %s", (_name, answer, kind) => {
  test.each([...TERMINAL_STATUSES])("an order that is over tells its status, %i", async (status) => {
    const watching = cancelAnswered(answer, [sees(status)]);
    expect(await finish(watching)).toEqual([status, 0]);
    expect(watching.looks()).toBe(1);
  });

  test.each([OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED, OrderStatus.PENDING])(
    "an order that is not over (%i) makes it the outcome, after one look",
    async (status) => {
      const watching = cancelAnswered(answer, [sees(status)]);
      expect(await failureOf(watching.status)).toMatchObject({ kind, operation: "cancelOrder" });
      expect(watching.looks()).toBe(1);
      expect(watching.client.clock.monotonic()).toBe(0);
    },
  );

  test("an order that is being cancelled is looked at until it is over", async () => {
    const pending = sees(OrderStatus.PENDING_CANCEL);
    const watching = cancelAnswered(answer, [pending, pending, sees(OrderStatus.CANCELLED)]);
    expect(await finish(watching)).toEqual([OrderStatus.CANCELLED, 50]);
    expect(watching.looks()).toBe(3);
  });

  test("an order that the venue does not know is not found, unless the outcome is unknown", async () => {
    const watching = cancelAnswered(answer, [looksAt(reply(404))]);
    const expected = kind === "outcomeUnknown" ? { kind } : { kind: "notFound", status: 404 };
    expect(await failureOf(watching.status)).toMatchObject(expected);
  });

  test("an order that cannot be read makes it the outcome", async () => {
    for (const look of [fails, looksAt(reply(503)), looksAt(reply(401))]) {
      expect(await failureOf(cancelAnswered(answer, [look]).status)).toMatchObject({ kind });
    }
  });

  test("it is the outcome where the orders of the venue cannot be read", async () => {
    expect(await failureOf(cancelAnswered(answer, undefined).status)).toMatchObject({ kind });
  });
});

describe("after a cancel that failed otherwise", () => {
  test.each<readonly [VenueErrorKind, Answer]>([
    ["unauthorized", reply(401)],
    ["unauthorized", reply(403)],
  ])("the order is not looked at: %s", async (kind, answer) => {
    const watching = cancelAnswered(answer, [sees(OrderStatus.CANCELLED)]);
    expect(await failureOf(watching.status)).toMatchObject({ kind });
    expect(watching.looks()).toBe(0);
  });

  test("a deadline that ends it leaves no time to look: its outcome is unknown", async () => {
    const watching = cancelAnswered(silence, [hangs], 5_000);
    await nextTurn();
    await watching.client.clock.advance(5_000);
    expect(await failureOf(watching.status)).toMatchObject({ kind: "outcomeUnknown", code: "TIMEOUT" });
    expect(watching.client.clock.timers()).toBe(0);
  });
});

test("a cancel that was accepted is pending where the orders of the venue cannot be read", async () => {
  const watching = cancelAnswered(reply(200), undefined);
  expect(await finish(watching)).toEqual([OrderStatus.PENDING_CANCEL, 0]);
});
