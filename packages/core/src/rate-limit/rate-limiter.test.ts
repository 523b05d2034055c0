import { describe, expect, test } from "vitest";
import type { PermitRequest } from "../contract/rate-limit.ts";
import { bareWindow, mostInAnyWindow, scopeOf } from "../testdata/limits/limits.ts";
import {
  type Asked,
  createTestLimiter,
  statesOf,
  type TestLimiter,
} from "../testdata/limits/test-limiter.ts";

/** Creates a limiter of one request per 100 ms that has no free slot. */
async function busyLimiter(): Promise<TestLimiter> {
  const limited = createTestLimiter(bareWindow(1, 100));
  limited.ask();
  await limited.advance(1);
  return limited;
}

/** Returns the names of granted requests, in the order in which they were granted. */
const orderOf = (asked: Readonly<Record<string, Asked>>): readonly string[] =>
  Object.entries(asked)
    .filter(([, { state }]) => state === "granted")
    .toSorted(([, a], [, b]) => a.askedAtMs + (a.waitedMs ?? 0) - b.askedAtMs - (b.waitedMs ?? 0))
    .map(([name]) => name);

describe("a rate limiter", () => {
  test("grants twenty orders at once under a limit of thirty a second", async () => {
    const limited = createTestLimiter({ limit: 30, cancelShare: 0.1 });
    const orders = limited.askMany(20);
    await limited.clock.advance(0);
    expect(orders.map(({ state, waitedMs }) => [state, waitedMs])).toEqual(orders.map(() => ["granted", 0]));
    expect(limited.clock.timers()).toBe(0);
  });

  test("grants the whole limit to orders at once when nothing is reserved for cancels", async () => {
    const limited = createTestLimiter({ limit: 30, cancelShare: 0 });
    const orders = limited.askMany(31);
    await limited.clock.advance(0);
    expect(statesOf(orders)).toEqual({ granted: 30, waits: 1 });
  });

  test("grants waiting requests by priority, and within a priority by arrival", async () => {
    const limited = await busyLimiter();
    const ask = (priority: PermitRequest["priority"]): Asked => limited.ask({ priority });
    const asked = {
      read1: ask("read"),
      order1: ask("order"),
      read2: ask("read"),
      cancel1: ask("cancel"),
      order2: ask("order"),
      cancel2: ask("cancel"),
    };
    await limited.advance(1_000);
    expect(orderOf(asked)).toEqual(["cancel1", "cancel2", "order1", "order2", "read1", "read2"]);
    expect(mostInAnyWindow(limited.sentAtMs, 100)).toBe(1);
  });

  test("grants a later order before the reads that wait", async () => {
    const limited = await busyLimiter();
    const reads = limited.askMany(5, { priority: "read" });
    await limited.advance(150);
    const order = limited.ask();
    await limited.advance(1_000);
    expect(statesOf(reads)).toEqual({ granted: 5 });
    // One read has already reserved its slot; the order gets the next one.
    expect(order.waitedMs).toBeLessThanOrEqual(200);
  });

  test("grants a cancel the next slot before waiting requests, from the free reserve", async () => {
    const limited = createTestLimiter({ limit: 10, cancelShare: 0.2 });
    const reads = limited.askMany(50, { priority: "read" });
    await limited.advance(5);
    const cancels = limited.askMany(2, { priority: "cancel" });
    await limited.clock.advance(0);
    expect(statesOf(reads)).toEqual({ granted: 8, waits: 42 });
    expect(cancels.map(({ waitedMs }) => waitedMs)).toEqual([0, 0]);
  });

  test("takes a slot in every limit of a request, at the time of the slowest limit", async () => {
    const quick = scopeOf(bareWindow(3, 1_000), 1, "quick");
    const slow = scopeOf(bareWindow(1, 400), 1, "slow");
    const limited = createTestLimiter(bareWindow(1));
    const both = [limited.ask({ scopes: [quick, slow] }), limited.ask({ scopes: [quick, slow] })];
    await limited.advance(500);
    expect(both.map(({ waitedMs }) => waitedMs)).toEqual([0, 400]);
    const ofOne = [limited.ask({ scopes: [quick] }), limited.ask({ scopes: [quick] })];
    await limited.advance(1_000);
    expect(ofOne.map(({ waitedMs }) => waitedMs)).toEqual([0, 500]);
  });

  test("makes a heavy request wait for as many slots as its weight, and later requests wait for it", async () => {
    const limited = createTestLimiter(bareWindow(10));
    const askWeight = (weight: number): Asked => limited.ask({ scopes: [scopeOf(bareWindow(10), weight)] });
    const [first, heavy, light] = [askWeight(6), askWeight(5), askWeight(1)];
    await limited.advance(2_000);
    expect([first, heavy, light].map(({ waitedMs }) => waitedMs)).toEqual([0, 1_000, 1_100]);
  });

  test("shares a limit between clients of one group, and separates other groups", async () => {
    const limited = createTestLimiter(bareWindow(2));
    const under = (group: string): Partial<PermitRequest> => ({
      scopes: [scopeOf(bareWindow(2), 1, `venue:host:private:${group}`)],
    });
    const one = limited.askMany(2, under("a"));
    const other = limited.askMany(2, under("a"));
    const apart = limited.askMany(2, under("b"));
    await limited.clock.advance(0);
    expect([one, other, apart].map(statesOf)).toEqual([{ granted: 2 }, { waits: 2 }, { granted: 2 }]);
  });

  test("keeps requests with further limits within the limit that they share with others", async () => {
    const shared = scopeOf(bareWindow(5), 1, "shared");
    const further = scopeOf(bareWindow(100), 1, "further");
    const limited = createTestLimiter(bareWindow(1));
    limited.askMany(20, { scopes: [shared] });
    limited.askMany(20, { scopes: [shared, further] });
    await limited.advance(5_000, 5);
    expect(mostInAnyWindow(limited.sentAtMs, 990)).toBe(5);
    expect(limited.sentAtMs.length).toBeGreaterThanOrEqual(24);
  });

  test.each([0, 1, 10, 50, 333])(
    "does not let reads starve an order with one more limit that comes %i ms later",
    async (afterMs) => {
      const shared = scopeOf(bareWindow(10), 1, "shared");
      const further = scopeOf(bareWindow(100), 1, "further");
      const limited = createTestLimiter(bareWindow(1));
      limited.askMany(100, { scopes: [shared], priority: "read" });
      await limited.advance(afterMs);
      const order = limited.ask({ scopes: [shared, further], maxWaitMs: 5_000 });
      await limited.advance(5_000);
      expect(order.state).toBe("granted");
      expect(order.waitedMs).toBeLessThanOrEqual(1_200);
    },
  );

  test("grants a request without limits at once", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const asked = limited.askMany(5, { scopes: [] });
    await limited.clock.advance(0);
    expect(statesOf(asked)).toEqual({ granted: 5 });
    for (const { permit } of asked)
      permit?.finish({ refusedForMs: 1_000, exhausted: { forMs: 5, limit: 1 } });
    await limited.clock.advance(0);
    expect(limited.ask({ scopes: [] })).toMatchObject({ state: "waits" });
    await limited.clock.advance(0);
    expect(limited.sentAtMs).toHaveLength(6);
  });
});
