import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitedScope } from "../contract/rate-limit.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { mostOverBucket, ROUNDING_MS, scopeOf } from "../testdata/limits/limits.ts";
import { SEEDED } from "../testdata/seeded.ts";
import type { Place, Turn } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";

const MANY = { minLength: 20, maxLength: 120, size: "max" } as const;

/** Without a margin or a reserve: ten a second, five at once. */
const BARE = { rate: 10, burst: 5, marginMs: 0, cancelShare: 0 } as const;

type Step =
  | { readonly passMs: number }
  | { readonly turn: Turn; readonly weight: number; readonly aheadMs: number }
  | { readonly released: number };

const pass: fc.Arbitrary<Step> = fc.record({ passMs: fc.oneof(fc.nat(20), fc.nat(400)) });
const reserve: fc.Arbitrary<Step> = fc.record({
  turn: fc.constantFrom<Turn>("fresh", "waiting", "cancel"),
  weight: fc.integer({ min: 1, max: 2 }),
  aheadMs: fc.constantFrom(0, 30, 2_000),
});
const release: fc.Arbitrary<Step> = fc.record({ released: fc.nat(10) });

const buckets = fc.record({
  rate: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 2, max: 12 }),
  cancelShare: fc.constantFrom(0, 0.1, 0.5),
  marginMs: fc.constant(0),
});

interface Taken {
  readonly place: Place;
  readonly times: readonly number[];
}

async function walk(scope: LimitedScope, steps: readonly Step[]): Promise<readonly number[]> {
  let nowMs = 0;
  const store = createMemoryStore({ monotonic: () => nowMs });
  const taken: Taken[] = [];
  for (const step of steps) {
    if ("passMs" in step) nowMs += step.passMs;
    else if ("released" in step) {
      const [released] = taken.splice(Math.max(taken.length - 1 - step.released, 0), 1);
      released?.place.release();
    } else {
      const { turn, weight, aheadMs } = step;
      const { place, waitMs } = await store.reserve([{ ...scope, weight }], turn, aheadMs);
      const atMs = nowMs + waitMs;
      if (place !== undefined) taken.push({ place, times: Array.from({ length: weight }, () => atMs) });
    }
  }
  return taken.flatMap(({ times }) => times);
}

/** Takes them one after the other, and says how long each has to wait. */
async function waitsOf(scope: LimitedScope, turns: readonly Turn[]): Promise<readonly number[]> {
  const store = createMemoryStore(createManualClock());
  const waits: number[] = [];
  for (const turn of turns) waits.push((await store.reserve([scope], turn, 60_000)).waitMs);
  return waits;
}

describe("a bucket", () => {
  test("never gives more than its burst and what comes in, whatever comes when and with what weight", async () => {
    const steps = fc.array(fc.oneof(pass, reserve), MANY);
    await fc.assert(
      fc.asyncProperty(buckets, steps, async (bucket, taken) => {
        const times = await walk(scopeOf(bucket), taken);
        expect(mostOverBucket(times, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("never gives more than that when tokens are given back", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, release), MANY);
    await fc.assert(
      fc.asyncProperty(buckets, steps, async (bucket, taken) => {
        const times = await walk(scopeOf(bucket), taken);
        expect(mostOverBucket(times, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("that was full again before a token came back does not have it twice", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ ...BARE, burst: 1 });
    const unsent = await store.reserve([scope], "fresh", 0);
    await clock.advance(500);
    expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
    unsent.place?.release();
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 100, place: undefined });
  });

  test("gives its burst at once, and then each as it comes in", async () => {
    const turns = Array.from({ length: 8 }, () => "fresh" as const);
    expect(await waitsOf(scopeOf(BARE), turns)).toEqual([0, 0, 0, 0, 0, 100, 200, 300]);
  });

  test("gives its full rate in the long run, with the margin and the reserve that are the default", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ rate: 15, burst: 10, cancelShare: 0.1 });
    let given = 0;
    for (let ms = 0; ms < 100_000; ms += 5) {
      while ((await store.reserve([scope], "waiting", 0)).place !== undefined) given += 1;
      await clock.advance(5);
    }
    expect(given).toBeGreaterThanOrEqual(1_500);
    expect(given).toBeLessThanOrEqual(1_510);
  });

  test("holds as many tokens back as its margin may cost, so that requests may meet at the venue", async () => {
    const bucket = { rate: 100, burst: 20, marginMs: 30, cancelShare: 0 };
    const sent = await waitsOf(
      scopeOf(bucket),
      Array.from({ length: 100 }, () => "fresh"),
    );
    const ways = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 100, maxLength: 100, size: "max" });
    fc.assert(
      fc.property(ways, (waysMs) => {
        const arrived = sent.map((sentMs, index) => sentMs + (waysMs[index] ?? 0));
        expect(mostOverBucket(arrived, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("keeps its reserve for cancels, which take it at once", async () => {
    const scope = scopeOf({ ...BARE, cancelShare: 0.4 });
    const fresh = "fresh" as const;
    expect(await waitsOf(scope, [fresh, fresh, fresh, fresh])).toEqual([0, 0, 0, 100]);
    const cancels = ["cancel", "cancel", "cancel"] as const;
    expect(await waitsOf(scope, [fresh, fresh, fresh, ...cancels, fresh])).toEqual([0, 0, 0, 0, 0, 100, 400]);
  });

  test("takes what weighs more than it holds when it is full, and then nothing until that has come in", async () => {
    const scope = { ...scopeOf(BARE), weight: 12 };
    const store = createMemoryStore(createManualClock());
    expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([scopeOf(BARE)], "cancel", 0)).toEqual({ waitMs: 800, place: undefined });
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 1_200, place: undefined });
  });

  test("has a token again that was given back", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf({ ...BARE, burst: 2 });
    await store.reserve([scope], "fresh", 0);
    const latest = await store.reserve([scope], "fresh", 0);
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 100, place: undefined });
    latest.place?.release();
    expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
  });

  test("counts how many of its tokens are out", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf(BARE);
    expect(store.used(scope)).toBe(0);
    for (let next = 0; next < 4; next++) await store.reserve([scope], "fresh", 0);
    expect(store.used(scope)).toBe(4);
    await clock.advance(150);
    expect(store.used(scope)).toBe(2.5);
  });

  test("does not add it up that many were late together", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf(BARE);
    const places = [];
    for (let next = 0; next < 5; next++) places.push((await store.reserve([scope], "fresh", 0)).place);
    for (const place of places) place?.defer(200);
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 300, place: undefined });
  });

  test("adds it up that one was late twice, as it was sent and on its way", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf({ ...BARE, burst: 1 });
    const { place } = await store.reserve([scope], "fresh", 0);
    place?.defer(500);
    place?.defer(600);
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 1_200, place: undefined });
  });

  test("counts one that comes late beside those that went meanwhile", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ ...BARE, burst: 2 });
    const slow = await store.reserve([scope], "fresh", 0);
    await clock.advance(900);
    for (let next = 0; next < 2; next++) {
      expect(await store.reserve([scope], "fresh", 0)).toMatchObject({ waitMs: 0 });
    }
    // Three at once, of a bucket that holds two: it is empty, and one short.
    slow.place?.defer(900);
    expect(await store.reserve([scope], "fresh", 0)).toEqual({ waitMs: 200, place: undefined });
  });
});
