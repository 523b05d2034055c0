import { describe, expect, test } from "vitest";
import type { Permit, RateFeedback, RateLimit } from "../contract/rate-limit.ts";
import { bareWindow, scopeOf } from "../testdata/limits/limits.ts";
import { createTestLimiter, statesOf, type TestLimiter } from "../testdata/limits/test-limiter.ts";

/** One request a second, with a margin of 50 ms for requests that take longer to arrive than others. */
const LIMIT: RateLimit = { limit: 1, windowMs: 950, marginMs: 50, cancelShare: 0 };

/** Returns a permit that is granted at once and not yet used. */
async function permitOf(
  limited: TestLimiter,
  request: Parameters<TestLimiter["ask"]>[0] = {},
): Promise<Permit> {
  const asked = limited.ask(request, true);
  await limited.clock.advance(0);
  if (asked.permit === undefined) throw new Error("no slot was free");
  return asked.permit;
}

/** Returns the time at which the next request gets its permit. The request itself is not sent. */
async function nextAtMs(limited: TestLimiter): Promise<number> {
  const asked = limited.ask({}, true);
  await limited.clock.advance(0);
  while (asked.state === "waits") await limited.advance(1);
  return limited.clock.monotonic();
}

/** Sends a request and delivers its reply after `latencyMs`. */
async function exchange(limited: TestLimiter, latencyMs: number, reply?: RateFeedback): Promise<void> {
  const permit = await permitOf(limited);
  permit.sent();
  await limited.advance(latencyMs);
  permit.finish(reply);
}

describe("a permit", () => {
  test("gives its slot to others when it is released", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    permit.release();
    expect(await nextAtMs(limited)).toBe(0);
  });

  test("keeps the time of its slot when it is used within the margin", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(50);
    permit.sent();
    permit.finish({});
    expect(await nextAtMs(limited)).toBe(1_000);
  });

  test("moves its slot by the delay beyond the margin when it is used late", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(350);
    permit.sent();
    permit.finish({});
    expect(await nextAtMs(limited)).toBe(1_300);
  });

  test("counts the whole latency while the shortest latency is unknown", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 400, {});
    expect(await nextAtMs(limited)).toBe(1_350);
  });

  test("counts the latency above the shortest one, beyond the margin", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 40, {});
    await limited.advance(1_960);
    await exchange(limited, 90, {});
    expect(await nextAtMs(limited)).toBe(3_000);
    await limited.advance(1_000);
    await exchange(limited, 300, {});
    expect(await nextAtMs(limited)).toBe(4_000 + 1_000 + 300 - 40 - 50);
  });

  test("learns no latency from a request without a reply, and counts the whole time until it failed", async () => {
    const limited = createTestLimiter(LIMIT);
    await exchange(limited, 10);
    await limited.advance(1_990);
    await exchange(limited, 500);
    expect(await nextAtMs(limited)).toBe(2_000 + 1_000 + 450);
    await limited.advance(1_550);
    await exchange(limited, 50, {});
    expect(await nextAtMs(limited)).toBe(6_000);
  });

  test("counts a late use and a slow arrival once each", async () => {
    const limited = createTestLimiter(LIMIT);
    const permit = await permitOf(limited);
    await limited.advance(150);
    permit.sent();
    await limited.advance(100);
    permit.finish({});
    expect(await nextAtMs(limited)).toBe(1_200);
  });

  test("counts a late use and a slow arrival once each under a bucket too", async () => {
    const limited = createTestLimiter({ rate: 1, burst: 1, marginMs: 0, cancelShare: 0 });
    const permit = await permitOf(limited);
    await limited.advance(150);
    permit.sent();
    await limited.advance(100);
    permit.finish({});
    expect(await nextAtMs(limited)).toBe(1_250);
  });
});

describe("the venue's feedback on its limits", () => {
  test("blocks every limit of a refused request for the time of the refusal", async () => {
    const scopes = ["first", "second"].map((key) => scopeOf(bareWindow(10), 1, key));
    const limited = createTestLimiter(bareWindow(10));
    const permit = await permitOf(limited, { scopes });
    permit.sent();
    permit.finish({ refusedForMs: 3_000 });
    const held = scopes.map((scope) => limited.ask({ scopes: [scope], priority: "cancel" }));
    const apart = limited.ask();
    await limited.advance(2_999);
    expect([statesOf(held), statesOf([apart])]).toEqual([{ waits: 2 }, { granted: 1 }]);
    await limited.advance(1);
    expect(statesOf(held)).toEqual({ granted: 2 });
  });

  test("also delays requests that were already waiting", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const permit = await permitOf(limited);
    permit.sent();
    const waiting = limited.ask();
    await limited.advance(500);
    permit.finish({ refusedForMs: 5_000 });
    await limited.advance(4_999);
    expect(waiting.state).toBe("waits");
    await limited.advance(1);
    expect(waiting.state).toBe("granted");
  });

  test("refuses an order at once that cannot wait until the venue accepts requests again", async () => {
    const limited = createTestLimiter(bareWindow(10));
    const permit = await permitOf(limited);
    permit.sent();
    permit.finish({ refusedForMs: 5_000 });
    const order = limited.ask({ maxWaitMs: 1_000 });
    await limited.clock.advance(0);
    expect(order).toMatchObject({ state: "refused", waitedMs: 0, retryAfterMs: 5_000 });
  });

  test("also delays a cancel that has already reserved its slot", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const permit = await permitOf(limited);
    permit.sent();
    const cancel = limited.ask({ priority: "cancel" });
    await limited.advance(400);
    permit.finish({ refusedForMs: 5_000 });
    await limited.advance(4_999);
    expect(cancel.state).toBe("waits");
    await limited.advance(1);
    expect(cancel.state).toBe("granted");
  });

  /** Creates a limiter with `used` requests in use, and delivers a reply that reports an exhausted limit. */
  const exhaust = async (limit: RateLimit, used: number, exhausted: RateFeedback["exhausted"]) => {
    const limited = createTestLimiter(limit);
    limited.askMany(used - 1);
    const permit = await permitOf(limited);
    permit.sent();
    permit.finish({ exhausted });
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
    "an exhausted limit of $limit blocks for $heldMs ms with $used of twenty in use by ourselves",
    async ({ used, limit, heldMs }) => {
      const limited = await exhaust(bareWindow(20), used, { forMs: 300, limit });
      expect(await nextAtMs(limited)).toBe(heldMs);
    },
  );

  test("an exhausted limit blocks for one window at most", async () => {
    const limited = await exhaust(bareWindow(20), 1, { forMs: 60_000, limit: undefined });
    expect(await nextAtMs(limited)).toBe(1_000);
  });

  test("an exhausted limit blocks a bucket for one token at most", async () => {
    const bucket = { rate: 4, burst: 20, marginMs: 0, cancelShare: 0 };
    const limited = await exhaust(bucket, 1, { forMs: 60_000, limit: undefined });
    expect(await nextAtMs(limited)).toBe(250);
    expect(await nextAtMs(await exhaust(bucket, 1, { forMs: 100, limit: undefined }))).toBe(100);
  });
});
