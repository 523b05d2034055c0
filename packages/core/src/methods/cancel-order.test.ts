import { describe, expect, test } from "vitest";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { ORDER } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createTestClient, type TestClient } from "../testdata/test-client.ts";
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
