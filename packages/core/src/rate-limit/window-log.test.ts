import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScopeLimit } from "../contract/rate-limit.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { bareWindow, mostInAnyWindow, ROUNDING_MS, scopeOf, scopeOver } from "../testdata/limits/limits.ts";
import { SEEDED } from "../testdata/seeded.ts";
import type { Place, Turn } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";

const TURNS: readonly Turn[] = ["fresh", "waiting", "cancel"];

type Step =
  | { readonly what: "pass"; readonly ms: number }
  | { readonly what: "reserve"; readonly turn: Turn; readonly weight: number; readonly aheadMs: number }
  | { readonly what: "release" | "defer"; readonly which: number; readonly byMs: number };

const pass: fc.Arbitrary<Step> = fc.record({
  what: fc.constant("pass"),
  ms: fc.oneof(fc.nat(20), fc.nat(400)),
});
const reserve: fc.Arbitrary<Step> = fc.record({
  what: fc.constant("reserve"),
  turn: fc.constantFrom(...TURNS),
  weight: fc.integer({ min: 1, max: 3 }),
  aheadMs: fc.constantFrom(0, 30, 2_000),
});
const changed = (what: "release" | "defer"): fc.Arbitrary<Step> =>
  fc.record({ what: fc.constant(what), which: fc.nat(30), byMs: fc.nat(900) });

const windows: fc.Arbitrary<ScopeLimit> = fc
  .record({
    size: fc.integer({ min: 3, max: 12 }),
    reserve: fc.nat(2),
    spanMs: fc.integer({ min: 50, max: 600 }),
  })
  .map((parts) => ({ ...parts, kind: "window", marginMs: 10 }));

const MANY = { minLength: 20, maxLength: 120, size: "max" } as const;

interface Taken {
  readonly place: Place;
  readonly times: readonly number[];
}

/** Takes the steps, and keeps beside the store what was taken for when. */
async function walk(
  limit: ScopeLimit,
  steps: readonly Step[],
  check: (taken: readonly Taken[], atMs: number) => void,
): Promise<readonly number[]> {
  let nowMs = 0;
  const store = createMemoryStore({ monotonic: () => nowMs });
  const taken: Taken[] = [];
  for (const step of steps) {
    if (step.what === "pass") nowMs += step.ms;
    else if (step.what === "reserve") {
      const { turn, weight, aheadMs } = step;
      const { place, waitMs } = await store.reserve([scopeOver(limit, weight)], turn, aheadMs);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(place === undefined).toBe(waitMs > aheadMs);
      if (place === undefined) continue;
      const atMs = nowMs + waitMs;
      taken.push({ place, times: Array.from({ length: weight }, () => atMs) });
      check(taken, atMs);
    } else {
      const index = taken.length - 1 - step.which;
      const changed = taken[index];
      if (changed === undefined) continue;
      const { place, times } = changed;
      if (step.what === "release") {
        place.release();
        taken.splice(index, 1);
      } else {
        place.defer(step.byMs);
        taken[index] = { place, times: times.map((time) => time + step.byMs) };
      }
    }
  }
  return taken.flatMap(({ times }) => times);
}

const takeNow = async (store: ReturnType<typeof createMemoryStore>, turn: Turn, limit: ScopeLimit) =>
  (await store.reserve([scopeOver(limit)], turn, 0)).place !== undefined;

describe("a window", () => {
  test("never has more than its limit, whatever comes when, at which turn and with what weight", async () => {
    const steps = fc.array(fc.oneof(pass, reserve), MANY);
    await fc.assert(
      fc.asyncProperty(windows, steps, async (limit, taken) => {
        const times = await walk(limit, taken, () => {});
        expect(mostInAnyWindow(times, limit.spanMs)).toBeLessThanOrEqual(limit.size);
      }),
      SEEDED,
    );
  });

  test("never has more than its limit when places are given back", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, changed("release")), MANY);
    await fc.assert(
      fc.asyncProperty(windows, steps, async (limit, taken) => {
        const times = await walk(limit, taken, () => {});
        expect(mostInAnyWindow(times, limit.spanMs)).toBeLessThanOrEqual(limit.size);
      }),
      SEEDED,
    );
  });

  test("has room for each that is let in, when others arrived later than they were meant to", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, reserve, changed("defer")), MANY);
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

  test("still knows those before, when the latest of many is given back", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf(bareWindow(1));
    const first = await store.reserve([scope], "fresh", 0);
    const second = await store.reserve([scope], "cancel", 5_000);
    const third = await store.reserve([scope], "cancel", 5_000);
    expect([first.waitMs, second.waitMs, third.waitMs]).toEqual([0, 1_000, 2_000]);
    third.place?.release();
    expect(await store.reserve([scope], "cancel", 5_000)).toMatchObject({ waitMs: 2_000 });
  });

  test("counts one that was so long on its way that many others were sent meanwhile", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf(bareWindow(1));
    const slow = await store.reserve([scope], "fresh", 0);
    for (let second = 1; second <= 2; second++) {
      await clock.advance(1_000);
      expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
    }
    await clock.advance(500);
    slow.place?.defer(2_500);
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 1_000, place: undefined });
  });

  test("that is empty takes as many at once as its limit is, and the next when the first leave it", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ limit: 30, cancelShare: 0 });
    for (let order = 0; order < 30; order++) {
      expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
    }
    const next = await store.reserve([scope], "fresh", 0);
    expect(next).toEqual({ waitMs: 1_030, place: undefined });
    expect(store.used(scope)).toBe(30);
    await clock.advance(1_030);
    expect(store.used(scope)).toBe(0);
  });

  test.each<Turn>(["fresh", "waiting"])(
    "keeps its reserve free of what comes at the turn %s, for cancels",
    async (turn) => {
      const { limit } = scopeOf({ limit: 30, cancelShare: 0.1 });
      const clock = createManualClock();
      const store = createMemoryStore(clock);
      for (let order = 0; order < 27; order++) expect(await takeNow(store, "fresh", limit)).toBe(true);
      // Long enough for a spacing, and long before the oldest leave.
      await clock.advance(100);
      expect(await takeNow(store, turn, limit)).toBe(false);
      for (let cancel = 0; cancel < 3; cancel++) expect(await takeNow(store, "cancel", limit)).toBe(true);
      expect(await takeNow(store, "cancel", limit)).toBe(false);
    },
  );

  test("spaces those that have queued evenly, by their weight, also when it has room", async () => {
    const store = createMemoryStore(createManualClock());
    const { limit } = scopeOf(bareWindow(10));
    const waits = [];
    for (const weight of [1, 1, 3, 1, 1]) {
      waits.push((await store.reserve([scopeOver(limit, weight)], "waiting", 1_000)).waitMs);
    }
    expect(waits).toEqual([0, 100, 400, 500, 600]);
  });

  test("takes what weighs more than it has, and then nothing until that has been made up for", async () => {
    const store = createMemoryStore(createManualClock());
    const { limit } = scopeOf(bareWindow(10));
    expect(await store.reserve([scopeOver(limit, 25)], "fresh", 0)).toMatchObject({ waitMs: 0 });
    const waits = [];
    for (let next = 0; next < 6; next++) {
      waits.push((await store.reserve([scopeOver(limit)], "cancel", 9_000)).waitMs);
    }
    expect(waits).toEqual([2_000, 2_000, 2_000, 2_000, 2_000, 3_000]);
  });

  test("takes a place in all limits at once, at the time of the slowest, and none in any when that is too far", async () => {
    const store = createMemoryStore(createManualClock());
    const quick = scopeOf(bareWindow(10), 1, "quick");
    const slow = scopeOf(bareWindow(1), 1, "slow");
    expect(await store.reserve([quick, slow], "fresh", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([quick, slow], "fresh", 999)).toEqual({ waitMs: 1_000, place: undefined });
    expect([store.used(quick), store.used(slow)]).toEqual([1, 1]);
    const { place } = await store.reserve([quick, slow], "fresh", 1_000);
    expect([store.used(quick), store.used(slow)]).toEqual([2, 2]);
    place?.release();
    expect([store.used(quick), store.used(slow)]).toEqual([1, 1]);
  });

  test("that is blocked takes nothing for as long as the longest block, and where others use it only", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const used = scopeOf(bareWindow(10), 1, "used");
    const unused = scopeOf(bareWindow(10), 1, "unused");
    for (let order = 0; order < 5; order++) await store.reserve([used], "fresh", 0);
    store.block([used, unused], 700, 0.5);
    store.block([unused], 300);
    expect(await store.reserve([used], "fresh", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([unused], "cancel", 0)).toEqual({ waitMs: 700, place: undefined });
    await clock.advance(700);
    expect(await store.reserve([unused], "fresh", 0)).toMatchObject({ waitMs: 0 });
  });
});
