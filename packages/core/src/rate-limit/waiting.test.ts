import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { defer } from "../testdata/deferred.ts";
import { bareWindow, mostInAnyWindow, scopeOf } from "../testdata/limits/limits.ts";
import { createTestLimiter, statesOf } from "../testdata/limits/test-limiter.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import type { Reservation, Slot } from "./limit-store.ts";
import { createLimiterOver } from "./rate-limiter.ts";

const STOPPED = new Error("stopped");

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("a request that waits for a permit", () => {
  test("rejects with the reason of a signal that has already aborted, and takes no slot", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const asked = limited.ask({ signal: AbortSignal.abort(STOPPED) });
    const next = limited.ask();
    await limited.clock.advance(0);
    expect(asked).toMatchObject({ state: "rejected", reason: STOPPED });
    expect(next.state).toBe("granted");
  });

  test("rejects at once when its signal aborts, and leaves no listener and no timer", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const stop = new AbortController();
    limited.ask();
    const asked = limited.ask({ signal: stop.signal });
    await limited.advance(10);
    expect([listenersOf(stop.signal), limited.clock.timers()]).toEqual([1, 1]);
    stop.abort(STOPPED);
    await limited.clock.advance(0);
    expect(asked).toMatchObject({ state: "rejected", waitedMs: 10, reason: STOPPED });
    expect([listenersOf(stop.signal), limited.clock.timers()]).toEqual([0, 0]);
  });

  test("leaves no listener when it is granted or refused", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const { signal } = new AbortController();
    const granted = limited.ask({ signal });
    const refused = limited.ask({ signal, maxWaitMs: 0 });
    await limited.clock.advance(0);
    expect([granted.state, refused.state]).toEqual(["granted", "refused"]);
    expect([listenersOf(signal), limited.clock.timers()]).toEqual([0, 0]);
  });

  test("releases its slot when it aborts just before the slot's time", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const stop = new AbortController();
    limited.ask();
    const asked = limited.ask({ signal: stop.signal });
    await limited.advance(985);
    stop.abort(STOPPED);
    await limited.clock.advance(0);
    expect(asked).toMatchObject({ state: "rejected", waitedMs: 985, reason: STOPPED });
    expect(limited.clock.timers()).toBe(0);
    const next = limited.ask();
    await limited.advance(15);
    expect(next).toMatchObject({ state: "granted", waitedMs: 15 });
  });

  test("releases a slot far ahead when it is a cancel and aborts", async () => {
    const limited = createTestLimiter(bareWindow(1));
    const stop = new AbortController();
    limited.ask();
    const cancels = limited.askMany(3, { priority: "cancel", signal: stop.signal });
    await limited.advance(500);
    stop.abort(STOPPED);
    await limited.clock.advance(0);
    expect(statesOf(cancels)).toEqual({ rejected: 3 });
    expect(limited.clock.timers()).toBe(0);
    const next = limited.ask();
    await limited.advance(3_000);
    expect(next.waitedMs).toBe(500);
    expect(mostInAnyWindow(limited.sentAtMs, 1_000)).toBe(1);
  });

  test("does not delay the requests behind it when it is the first and aborts", async () => {
    const limited = createTestLimiter(bareWindow(10));
    const stop = new AbortController();
    limited.askMany(2);
    const heavy = limited.ask({ scopes: [scopeOf(bareWindow(10), 10)], signal: stop.signal });
    await limited.advance(10);
    const next = limited.ask();
    await limited.advance(200);
    expect([heavy.state, next.state]).toEqual(["waits", "waits"]);
    stop.abort(STOPPED);
    await limited.clock.advance(0);
    expect([heavy.state, next.state]).toEqual(["rejected", "granted"]);
    expect(limited.clock.timers()).toBe(0);
  });

  test("releases its slot when it aborts before the shared store has answered", async () => {
    const clock = createManualClock();
    const asked = defer<Reservation>();
    let released = 0;
    const slot: Slot = {
      release: () => {
        released += 1;
      },
      defer: () => {},
    };
    const limiter = createLimiterOver({ reserve: () => asked.promise, block: () => {} }, clock);
    const stop = new AbortController();
    const permit = limiter.acquire({
      scopes: [scopeOf(bareWindow(1))],
      priority: "order",
      maxWaitMs: 1_000,
      signal: stop.signal,
    });
    stop.abort(STOPPED);
    await expect(permit).rejects.toBe(STOPPED);
    asked.resolve({ waitMs: 20, slot });
    await clock.advance(0);
    expect([released, clock.timers()]).toEqual([1, 0]);
  });

  test("is refused at once when its slot comes too late, with the time to retry after", async () => {
    const limited = createTestLimiter(bareWindow(1));
    limited.ask();
    await limited.advance(100);
    const asked = limited.ask({ maxWaitMs: 899 });
    const justInTime = limited.ask({ maxWaitMs: 900 });
    await limited.clock.advance(0);
    expect(asked).toMatchObject({ state: "refused", waitedMs: 0, retryAfterMs: 900 });
    await limited.advance(900);
    expect(justInTime).toMatchObject({ state: "granted", waitedMs: 900 });
  });

  test("is refused when the requests ahead of it take all the time that it may wait", async () => {
    const limited = createTestLimiter(bareWindow(10));
    limited.askMany(10);
    await limited.advance(1);
    const orders = limited.askMany(30, { maxWaitMs: 2_000 });
    await limited.clock.advance(0);
    // The first order gets its slot in 999 ms, and the others follow every 100 ms.
    expect(statesOf(orders)).toEqual({ waits: 11, refused: 19 });
    expect(orders[11]).toMatchObject({ state: "refused", waitedMs: 0 });
    await limited.advance(2_000);
    expect(statesOf(orders)).toEqual({ granted: 11, refused: 19 });
  });

  test("is refused at once by its position when it joins a waiting queue", async () => {
    const limited = createTestLimiter(bareWindow(1));
    limited.ask();
    await limited.advance(10);
    const first = limited.ask({ maxWaitMs: 1_000 });
    await limited.advance(10);
    const second = limited.ask({ maxWaitMs: 1_000 });
    await limited.clock.advance(0);
    expect([first.state, second.state]).toEqual(["waits", "refused"]);
    expect(second).toMatchObject({ waitedMs: 0, retryAfterMs: 1_980 });
  });

  test("never gets a permit later than `maxWaitMs`", async () => {
    const arrivals = fc.array(
      fc.record({
        passMs: fc.nat(120),
        maxWaitMs: fc.nat(600),
        priority: fc.constantFrom("cancel" as const, "order" as const, "read" as const),
      }),
      { minLength: 10, maxLength: 40, size: "max" },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (given) => {
        const limited = createTestLimiter(bareWindow(3, 200));
        const asked = [];
        for (const { passMs, maxWaitMs, priority } of given) {
          await limited.advance(passMs, 5);
          asked.push({ maxWaitMs, asked: limited.ask({ maxWaitMs, priority }) });
        }
        await limited.advance(700, 5);
        for (const { maxWaitMs, asked: each } of asked) {
          expect(each.state).not.toBe("waits");
          // The clock moves in steps of 5 ms, so a timer may fire that much later.
          if (each.state === "granted") expect(each.waitedMs).toBeLessThanOrEqual(maxWaitMs + 5);
        }
        expect(limited.clock.timers()).toBe(0);
        expect(mostInAnyWindow(limited.sentAtMs, 195)).toBeLessThanOrEqual(3);
      }),
      { ...SEEDED, numRuns: 60 },
    );
  });

  test("leaves no timer, no listener and no slot behind in ten thousand requests", async () => {
    const limited = createTestLimiter(bareWindow(5, 100));
    const random = seededRandom(20_260_101);
    const asked = [];
    const signals = [];
    for (let next = 0; next < 10_000; next++) {
      const stop = new AbortController();
      const priority = (["cancel", "order", "read"] as const)[Math.floor(random() * 3)] ?? "read";
      asked.push(limited.ask({ signal: stop.signal, priority }));
      signals.push(stop);
      if (next % 10 === 0) await limited.clock.advance(Math.floor(random() * 20));
      if (random() < 0.9) signals[Math.floor(random() * signals.length)]?.abort(STOPPED);
    }
    for (const stop of signals) stop.abort(STOPPED);
    await limited.clock.advance(0);
    expect(statesOf(asked).waits).toBeUndefined();
    expect(statesOf(asked).granted).toBeGreaterThan(50);
    expect(limited.clock.timers()).toBe(0);
    await limited.clock.advance(200);
    const after = limited.askMany(5);
    await limited.clock.advance(0);
    expect(statesOf(after)).toEqual({ granted: 5 });
    expect(limited.clock.timers()).toBe(0);
  });
});
