import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScopeLimit } from "../contract/rate-limit.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { bareWindow, mostInAnyWindow, ROUNDING_MS, scopeOf, scopeOver } from "../testdata/limits/limits.ts";
import { SEEDED } from "../testdata/seeded.ts";
import type { Pacing, Slot } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";

const PACINGS: readonly Pacing[] = ["immediate", "spaced", "cancel"];

type Step =
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "reserve"; readonly pacing: Pacing; readonly weight: number; readonly aheadMs: number }
  | { readonly kind: "release" | "defer"; readonly index: number; readonly byMs: number };

const pass: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("pass"),
  ms: fc.oneof(fc.nat(20), fc.nat(400)),
});
const reserve: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("reserve"),
  pacing: fc.constantFrom(...PACINGS),
  weight: fc.integer({ min: 1, max: 3 }),
  aheadMs: fc.constantFrom(0, 30, 2_000),
});
const change = (kind: "release" | "defer"): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant(kind), index: fc.nat(30), byMs: fc.nat(900) });

const windows: fc.Arbitrary<ScopeLimit> = fc
  .record({
    size: fc.integer({ min: 3, max: 12 }),
    reserve: fc.nat(2),
    spanMs: fc.integer({ min: 50, max: 600 }),
  })
  .map((parts) => ({ ...parts, kind: "window", marginMs: 10 }));

const MANY = { minLength: 20, maxLength: 120, size: "max" } as const;

interface Taken {
  readonly slot: Slot;
  readonly times: readonly number[];
}

/** Runs the steps against a store, and keeps a list of the taken times of its own. */
async function walk(
  limit: ScopeLimit,
  steps: readonly Step[],
  check: (taken: readonly Taken[], atMs: number) => void,
): Promise<readonly number[]> {
  let nowMs = 0;
  const store = createMemoryStore({ monotonic: () => nowMs });
  const taken: Taken[] = [];
  for (const step of steps) {
    if (step.kind === "pass") nowMs += step.ms;
    else if (step.kind === "reserve") {
      const { pacing, weight, aheadMs } = step;
      const { slot, waitMs } = await store.reserve([scopeOver(limit, weight)], pacing, aheadMs);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(slot === undefined).toBe(waitMs > aheadMs);
      if (slot === undefined) continue;
      const atMs = nowMs + waitMs;
      taken.push({ slot, times: Array.from({ length: weight }, () => atMs) });
      check(taken, atMs);
    } else {
      const index = taken.length - 1 - step.index;
      const changed = taken[index];
      if (changed === undefined) continue;
      const { slot, times } = changed;
      if (step.kind === "release") {
        slot.release();
        taken.splice(index, 1);
      } else {
        slot.defer(step.byMs);
        taken[index] = { slot, times: times.map((time) => time + step.byMs) };
      }
    }
  }
  return taken.flatMap(({ times }) => times);
}

const takeNow = async (store: ReturnType<typeof createMemoryStore>, pacing: Pacing, limit: ScopeLimit) =>
  (await store.reserve([scopeOver(limit)], pacing, 0)).slot !== undefined;

describe("a window log", () => {
  test("never grants more than its limit in a window, at any times, weights and pacings", async () => {
    const steps = fc.array(fc.oneof(pass, reserve), MANY);
    await fc.assert(
      fc.asyncProperty(windows, steps, async (limit, taken) => {
        const times = await walk(limit, taken, () => {});
        expect(mostInAnyWindow(times, limit.spanMs)).toBeLessThanOrEqual(limit.size);
      }),
      SEEDED,
    );
  });

  test("never grants more than its limit in a window when slots are released", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, change("release")), MANY);
    await fc.assert(
      fc.asyncProperty(windows, steps, async (limit, taken) => {
        const times = await walk(limit, taken, () => {});
        expect(mostInAnyWindow(times, limit.spanMs)).toBeLessThanOrEqual(limit.size);
      }),
      SEEDED,
    );
  });

  test("has room for each granted request when others arrive later than planned", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, reserve, change("defer")), MANY);
    await fc.assert(
      fc.asyncProperty(windows, steps, async (limit, given) => {
        const { size, spanMs } = limit;
        await walk(limit, given, (taken, atMs) => {
          const times = taken.flatMap(({ times }) => times);
          const near = times.filter((time) => Math.abs(time - atMs) < spanMs - ROUNDING_MS);
          for (const startMs of near.filter((time) => time <= atMs)) {
            const together = near.filter((time) => time >= startMs && time < startMs + spanMs - ROUNDING_MS);
            expect(together.length).toBeLessThanOrEqual(size);
          }
        });
      }),
      SEEDED,
    );
  });

  test("still counts the earlier slots when the latest of many is released", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf(bareWindow(1));
    const first = await store.reserve([scope], "immediate", 0);
    const second = await store.reserve([scope], "cancel", 5_000);
    const third = await store.reserve([scope], "cancel", 5_000);
    expect([first.waitMs, second.waitMs, third.waitMs]).toEqual([0, 1_000, 2_000]);
    third.slot?.release();
    expect(await store.reserve([scope], "cancel", 5_000)).toMatchObject({ waitMs: 2_000 });
  });

  test("counts a request that arrived after many later ones were sent", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf(bareWindow(1));
    const slow = await store.reserve([scope], "immediate", 0);
    for (let second = 1; second <= 2; second++) {
      await clock.advance(1_000);
      expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
    }
    await clock.advance(500);
    slow.slot?.defer(2_500);
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 1_000, slot: undefined });
  });

  test("grants its whole limit at once when it is empty, and the next when the first leave the window", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ limit: 30, cancelShare: 0 });
    for (let order = 0; order < 30; order++) {
      expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
    }
    const next = await store.reserve([scope], "immediate", 0);
    expect(next).toEqual({ waitMs: 1_030, slot: undefined });
    expect(store.used(scope)).toBe(30);
    await clock.advance(1_030);
    expect(store.used(scope)).toBe(0);
  });

  test.each<Pacing>(["immediate", "spaced"])(
    "keeps its reserve for cancels against requests of pacing %s",
    async (pacing) => {
      const { limit } = scopeOf({ limit: 30, cancelShare: 0.1 });
      const clock = createManualClock();
      const store = createMemoryStore(clock);
      for (let order = 0; order < 27; order++) expect(await takeNow(store, "immediate", limit)).toBe(true);
      // This is longer than a spacing, and long before the oldest requests leave the window.
      await clock.advance(100);
      expect(await takeNow(store, pacing, limit)).toBe(false);
      for (let cancel = 0; cancel < 3; cancel++) expect(await takeNow(store, "cancel", limit)).toBe(true);
      expect(await takeNow(store, "cancel", limit)).toBe(false);
    },
  );

  test("spaces queued requests evenly by weight, even when it has room", async () => {
    const store = createMemoryStore(createManualClock());
    const { limit } = scopeOf(bareWindow(10));
    const waits = [];
    for (const weight of [1, 1, 3, 1, 1]) {
      waits.push((await store.reserve([scopeOver(limit, weight)], "spaced", 1_000)).waitMs);
    }
    expect(waits).toEqual([0, 100, 400, 500, 600]);
  });

  test("grants a weight above its limit, and then nothing until the following windows have absorbed it", async () => {
    const store = createMemoryStore(createManualClock());
    const { limit } = scopeOf(bareWindow(10));
    expect(await store.reserve([scopeOver(limit, 25)], "immediate", 0)).toMatchObject({ waitMs: 0 });
    const waits = [];
    for (let next = 0; next < 6; next++) {
      waits.push((await store.reserve([scopeOver(limit)], "cancel", 9_000)).waitMs);
    }
    expect(waits).toEqual([2_000, 2_000, 2_000, 2_000, 2_000, 3_000]);
  });

  test("reserves in all limits at the time of the slowest, and in none when that is too far ahead", async () => {
    const store = createMemoryStore(createManualClock());
    const quick = scopeOf(bareWindow(10), 1, "quick");
    const slow = scopeOf(bareWindow(1), 1, "slow");
    expect(await store.reserve([quick, slow], "immediate", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([quick, slow], "immediate", 999)).toEqual({ waitMs: 1_000, slot: undefined });
    expect([store.used(quick), store.used(slow)]).toEqual([1, 1]);
    const { slot } = await store.reserve([quick, slow], "immediate", 1_000);
    expect([store.used(quick), store.used(slow)]).toEqual([2, 2]);
    slot?.release();
    expect([store.used(quick), store.used(slow)]).toEqual([1, 1]);
  });

  test("grants nothing during the longest block, and ignores a block for others' use where our own use explains it", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const used = scopeOf(bareWindow(10), 1, "used");
    const unused = scopeOf(bareWindow(10), 1, "unused");
    for (let order = 0; order < 5; order++) await store.reserve([used], "immediate", 0);
    store.block([used, unused], 700, 0.5);
    store.block([unused], 300);
    expect(await store.reserve([used], "immediate", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([unused], "cancel", 0)).toEqual({ waitMs: 700, slot: undefined });
    await clock.advance(700);
    expect(await store.reserve([unused], "immediate", 0)).toMatchObject({ waitMs: 0 });
  });
});
