import { describe, expect, test } from "vitest";
import type { Permit, RateFeedback, RateLimit } from "../contract/rate-limit.ts";
import { bareWindow, scopeOf } from "../testdata/limits/limits.ts";
import { createTestLimiter, statesOf, type TestLimiter } from "../testdata/limits/test-limiter.ts";

/** One a second, of which 50 ms are for requests that are longer on their way than others. */
const LIMIT: RateLimit = { limit: 1, windowMs: 950, marginMs: 50, cancelShare: 0 };

/** Leave that was given at once, and not yet used. */
async function permitOf(
  limited: TestLimiter,
  request: Parameters<TestLimiter["ask"]>[0] = {},
): Promise<Permit> {
  const asked = limited.ask(request, true);
  await limited.clock.advance(0);
  if (asked.permit === undefined) throw new Error("there was no place");
  return asked.permit;
}

/** When the next request has leave, which nothing more is learnt of. */
async function nextAtMs(limited: TestLimiter): Promise<number> {
  const asked = limited.ask({}, true);
  await limited.clock.advance(0);
  while (asked.state === "waits") await limited.advance(1);
  return limited.clock.monotonic();
}

/** Sends, and answers after so long. */
async function exchange(limited: TestLimiter, latencyMs: number, reply?: RateFeedback): Promise<void> {
  const permit = await permitOf(limited);
  permit.sent();
  await limited.advance(latencyMs);
  permit.settle(reply);
}

describe("leave to send", () => {
  test("that is given back is there for others", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    permit.release();
    expect(await nextAtMs(limited)).toBe(0);
  });

  test("that is used within the margin keeps its time", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(50);
    permit.sent();
    permit.settle({});
    expect(await nextAtMs(limited)).toBe(1_000);
  });

  test("that is used later counts later, by what is beyond the margin", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(350);
    permit.sent();
    permit.settle({});
    expect(await nextAtMs(limited)).toBe(1_300);
  });

  test("counts the whole of its way when it is not known how long that is at least", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 400, {});
    expect(await nextAtMs(limited)).toBe(1_350);
  });

  test("counts of its way what is longer than the shortest, beyond the margin", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 40, {});
    await limited.advance(1_960);
    await exchange(limited, 90, {});
    expect(await nextAtMs(limited)).toBe(3_000);
    await limited.advance(1_000);
    await exchange(limited, 300, {});
    expect(await nextAtMs(limited)).toBe(4_000 + 1_000 + 300 - 40 - 50);
  });

  test("learns nothing of its way from a request that had no reply, and counts how long that was unknown", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 10);
    await limited.advance(1_990);
    await exchange(limited, 500);
    expect(await nextAtMs(limited)).toBe(2_000 + 1_000 + 450);
    await limited.advance(1_550);
    await exchange(limited, 50, {});
    expect(await nextAtMs(limited)).toBe(6_000);
  });

  test("that is used late and is long on its way counts both, once", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(150);
    permit.sent();
    await limited.advance(100);
    permit.settle({});
    expect(await nextAtMs(limited)).toBe(1_200);
  });

  test("that is used late and is long on its way counts both under a bucket too", async () => {
    const limited = createTestLimiter({ rate: 1, burst: 1, marginMs: 0, cancelShare: 0 });
    const permit = await permitOf(limited);
    await limited.advance(150);
    permit.sent();
    await limited.advance(100);
    permit.settle({});
    expect(await nextAtMs(limited)).toBe(1_250);
  });
});

describe("what the venue says of its limits", () => {
  test("holds all of them that a request fell under, as long as it refuses", async () => {
    const scopes = ["first", "second"].map((key) => scopeOf(bareWindow(10), 1, key));
    const limited = createTestLimiter(bareWindow(10));
    const permit = await permitOf(limited, { scopes });
    permit.sent();
    permit.settle({ refusedForMs: 3_000 });
    const held = scopes.map((scope) => limited.ask({ scopes: [scope], priority: "cancel" }));
    const apart = limited.ask();
    await limited.advance(2_999);
    expect([statesOf(held), statesOf([apart])]).toEqual([{ waits: 2 }, { granted: 1 }]);
    await limited.advance(1);
    expect(statesOf(held)).toEqual({ granted: 2 });
  });

  test("holds those too that have waited for longer", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const permit = await permitOf(limited);
    permit.sent();
    const waiting = limited.ask();
    await limited.advance(500);
    permit.settle({ refusedForMs: 5_000 });
    await limited.advance(4_999);
    expect(waiting.state).toBe("waits");
    await limited.advance(1);
    expect(waiting.state).toBe("granted");
  });

  test("refuses an order at once that has not the time to wait for the venue", async () => {
    const limited = createTestLimiter(bareWindow(10));
    const permit = await permitOf(limited);
    permit.sent();
    permit.settle({ refusedForMs: 5_000 });
    const order = limited.ask({ maxWaitMs: 1_000 });
    await limited.clock.advance(0);
    expect(order).toMatchObject({ state: "refused", waitedMs: 0, retryAfterMs: 5_000 });
  });

  test("holds a cancel too that has its place already", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const permit = await permitOf(limited);
    permit.sent();
    const cancel = limited.ask({ priority: "cancel" });
    await limited.advance(400);
    permit.settle({ refusedForMs: 5_000 });
    await limited.advance(4_999);
    expect(cancel.state).toBe("waits");
    await limited.advance(1);
    expect(cancel.state).toBe("granted");
  });

  /** Of `size`, so many are in use when a reply says that none is left. */
  const exhaust = async (limit: RateLimit, used: number, exhausted: RateFeedback["exhausted"]) => {
    const limited = createTestLimiter(limit);
    limited.askMany(used - 1);
    const permit = await permitOf(limited);
    permit.sent();
    permit.settle({ exhausted });
    return limited;
  };

  test.each([
    { used: 5, limit: undefined, heldMs: 300 },
    { used: 17, limit: undefined, heldMs: 300 },
    { used: 18, limit: undefined, heldMs: 0 },
    { used: 8, limit: 10, heldMs: 300 },
    { used: 9, limit: 10, heldMs: 0 },
    { used: 15, limit: 10, heldMs: 0 },
    { used: 19, limit: 40, heldMs: 300 },
  ])(
    "that nothing is left of $limit holds for $heldMs ms with $used of twenty in use: others must have used it",
    async ({ used, limit, heldMs }) => {
      const limited = await exhaust(bareWindow(20), used, { forMs: 300, limit });
      expect(await nextAtMs(limited)).toBe(heldMs);
    },
  );

  test("that nothing is left holds for a window at most", async () => {
    const limited = await exhaust(bareWindow(20), 1, { forMs: 60_000, limit: undefined });
    expect(await nextAtMs(limited)).toBe(1_000);
  });

  test("that nothing is left holds a bucket until a token has come in, at most", async () => {
    const bucket = { rate: 4, burst: 20, marginMs: 0, cancelShare: 0 };
    const limited = await exhaust(bucket, 1, { forMs: 60_000, limit: undefined });
    expect(await nextAtMs(limited)).toBe(250);
    expect(await nextAtMs(await exhaust(bucket, 1, { forMs: 100, limit: undefined }))).toBe(100);
  });
});
