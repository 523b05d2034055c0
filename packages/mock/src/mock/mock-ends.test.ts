import type { CapabilityMethod } from "@cqvx/core";
import { describe, expect, test, vi } from "vitest";
import { EFFECTIVE, EVERY_METHOD, ORDER_ID } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

const never = (): Promise<never> => new Promise(() => {});

/** Returns the error of a sent call without a reply. A call that changes something has an unknown outcome. */
function endOf(method: CapabilityMethod, kind: "aborted" | "timeout", code?: string): object {
  if (!EFFECTIVE.has(method)) return { kind, operation: method, ...(code && { code }) };
  return {
    kind: "outcomeUnknown",
    code: code ?? kind.toUpperCase(),
    sent: "maybe",
    operation: method,
    retryable: false,
  };
}

describe.each(EVERY_METHOD)("$method", ({ method, call, value, answers }) => {
  test("is aborted without being sent when its signal is already aborted", async () => {
    const client = createMockClient();
    let asked = 0;
    answers(client)(() => {
      asked += 1;
      return value;
    });
    const unhandled = await unhandledRejectionsOf(async () => {
      const error = await failureOf(call(client, { signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ kind: "aborted", sent: "no", operation: method });
    });
    expect(asked).toBe(0);
    expect(unhandled).toEqual([]);
  });

  test("ends when its signal aborts while it waits for the answer", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    answers(client)(never);
    const caller = new AbortController();
    const error = failureOf(call(client, { signal: caller.signal }));
    await nextTurn();
    caller.abort();
    expect(await error).toMatchObject(endOf(method, "aborted"));
    expect(clock.timers()).toBe(0);
  });

  test("ends when its signal aborts during the latency, and no answer function is called", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock, latencyMs: 50 });
    let asked = 0;
    answers(client)(() => {
      asked += 1;
      return value;
    });
    const caller = new AbortController();
    const error = failureOf(call(client, { signal: caller.signal }));
    await clock.advance(49);
    caller.abort();
    expect(await error).toMatchObject(endOf(method, "aborted"));
    await clock.advance(100);
    expect(asked).toBe(0);
    expect(clock.timers()).toBe(0);
  });

  test("ends when an answer function rejects with the reason of its signal", async () => {
    const client = createMockClient();
    answers(client)((...parameters: readonly unknown[]) => {
      const { signal } = parameters.at(-1) as { readonly signal: AbortSignal };
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    const caller = new AbortController();
    const error = failureOf(call(client, { signal: caller.signal }));
    await nextTurn();
    caller.abort();
    expect(await error).toMatchObject(endOf(method, "aborted"));
  });

  test("ends at its own timeout, or without one at the client's", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock, timeoutMs: 200 });
    answers(client)(never);
    const errors: unknown[] = [];
    const note = (error: unknown): void => void errors.push([clock.monotonic(), error]);
    call(client).catch(note);
    call(client, { timeoutMs: 30 }).catch(note);
    await clock.advance(1_000);
    expect(errors).toEqual([
      [30, expect.objectContaining(endOf(method, "timeout"))],
      [200, expect.objectContaining(endOf(method, "timeout"))],
    ]);
    expect(clock.timers()).toBe(0);
  });

  test("times out at the default of ten seconds", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    answers(client)(never);
    const error = failureOf(call(client));
    await clock.advance(9_999);
    expect(clock.timers()).toBe(1);
    await clock.advance(1);
    expect(await error).toMatchObject(endOf(method, "timeout"));
  });

  test("takes as long as the latency and leaves no timer", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock, latencyMs: 40 });
    answers(client)(value);
    let tookMs = -1;
    const pending = call(client).finally(() => {
      tookMs = clock.monotonic();
    });
    await clock.advance(39);
    expect(tookMs).toBe(-1);
    await clock.advance(1);
    await pending;
    expect(tookMs).toBe(40);
    expect(clock.timers()).toBe(0);
  });

  test("is answered without a wait when there is no latency", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    answers(client)(value);
    await call(client);
    expect([clock.monotonic(), clock.timers()]).toEqual([0, 0]);
  });

  test("ends when the client is closed, and rejects afterwards", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    answers(client)(never);
    const running = failureOf(call(client));
    await nextTurn();
    await client.close();
    expect(await running).toMatchObject(endOf(method, "aborted", "CLIENT_CLOSED"));
    expect(await failureOf(call(client))).toMatchObject({
      kind: "aborted",
      code: "CLIENT_CLOSED",
      sent: "no",
      operation: method,
    });
    expect(client[`${method}CallCount`]()).toBe(2);
    expect(clock.timers()).toBe(0);
  });
});

test("an order with an unknown outcome has its clientOrderId, also a generated one", async () => {
  const clock = createManualClock();
  const client = createMockClient({ clock });
  const made: string[] = [];
  client.onPlaceOrder((order) => {
    made.push(order.clientOrderId);
    return never();
  });
  client.onCancelOrder(never);
  client.onEditOrder(never);
  const errors = Promise.all([
    failureOf(client.placeOrder({ ...LIMIT_ORDER, clientOrderId: "mine" }, { timeoutMs: 5 })),
    failureOf(client.placeOrder(LIMIT_ORDER, { timeoutMs: 5 })),
    failureOf(client.cancelOrder(ORDER_ID, { timeoutMs: 5 })),
    failureOf(client.editOrder(ORDER_ID, { price: "1" }, { timeoutMs: 5 })),
  ]);
  await clock.advance(5);
  expect(await errors).toMatchObject([
    { kind: "outcomeUnknown", clientOrderId: "mine" },
    { kind: "outcomeUnknown", clientOrderId: made[1] },
    { kind: "outcomeUnknown", orderId: ORDER_ID },
    { kind: "outcomeUnknown", orderId: ORDER_ID },
  ]);
  expect(made).toHaveLength(2);
});

test("calls with the system clock leave no timer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const client = createMockClient();
    for (const { call, value, answers } of EVERY_METHOD) {
      answers(client).inTurn(value, new Error("boom"));
      await call(client);
      await expect(call(client)).rejects.toThrow("boom");
    }
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("closing twice has the effect of closing once, and causes no unhandled rejection", async () => {
  const unhandled = await unhandledRejectionsOf(async () => {
    const client = createMockClient();
    client.onSubscribeOrderBook(never);
    client.onPlaceOrder(never);
    const settled = Promise.allSettled([
      client.subscribeOrderBook("BTC-USD", () => {}),
      client.placeOrder(LIMIT_ORDER),
    ]);
    await nextTurn();
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
  expect(unhandled).toEqual([]);
});
