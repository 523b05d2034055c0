import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitedScope } from "../contract/rate-limit.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { mostOverBucket, ROUNDING_MS, scopeOf } from "../testdata/limits/limits.ts";
import { SEEDED } from "../testdata/seeded.ts";
import type { Pacing, Slot } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";

const MANY = { minLength: 20, maxLength: 120, size: "max" } as const;

/** A bucket without margin and reserve: ten requests a second, five at once. */
const BARE = { rate: 10, burst: 5, marginMs: 0, cancelShare: 0 } as const;

type Step =
  | { readonly passMs: number }
  | { readonly pacing: Pacing; readonly weight: number; readonly aheadMs: number }
  | { readonly released: number };

const pass: fc.Arbitrary<Step> = fc.record({ passMs: fc.oneof(fc.nat(20), fc.nat(400)) });
const reserve: fc.Arbitrary<Step> = fc.record({
  pacing: fc.constantFrom<Pacing>("immediate", "spaced", "cancel"),
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
  readonly slot: Slot;
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
      released?.slot.release();
    } else {
      const { pacing, weight, aheadMs } = step;
      const { slot, waitMs } = await store.reserve([{ ...scope, weight }], pacing, aheadMs);
      const atMs = nowMs + waitMs;
      if (slot !== undefined) taken.push({ slot, times: Array.from({ length: weight }, () => atMs) });
    }
  }
  return taken.flatMap(({ times }) => times);
}

/** Reserves one slot after another, and returns the wait of each in milliseconds. */
async function waitsOf(scope: LimitedScope, pacings: readonly Pacing[]): Promise<readonly number[]> {
  const store = createMemoryStore(createManualClock());
  const waits: number[] = [];
  for (const pacing of pacings) waits.push((await store.reserve([scope], pacing, 60_000)).waitMs);
  return waits;
}

describe("a bucket log", () => {
  test("never grants more than burst and refill, at any times, weights and pacings", async () => {
    const steps = fc.array(fc.oneof(pass, reserve), MANY);
    await fc.assert(
      fc.asyncProperty(buckets, steps, async (bucket, taken) => {
        const times = await walk(scopeOf(bucket), taken);
        expect(mostOverBucket(times, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("never grants more than burst and refill when slots are released", async () => {
    const steps = fc.array(fc.oneof(pass, reserve, release), MANY);
    await fc.assert(
      fc.asyncProperty(buckets, steps, async (bucket, taken) => {
        const times = await walk(scopeOf(bucket), taken);
        expect(mostOverBucket(times, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("does not count a released token again after the bucket has refilled", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ ...BARE, burst: 1 });
    const unsent = await store.reserve([scope], "immediate", 0);
    await clock.advance(500);
    expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
    unsent.slot?.release();
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 100, slot: undefined });
  });

  test("grants the burst at once and then each token as it comes in", async () => {
    const pacings = Array.from({ length: 8 }, () => "immediate" as const);
    expect(await waitsOf(scopeOf(BARE), pacings)).toEqual([0, 0, 0, 0, 0, 100, 200, 300]);
  });

  test("grants the full rate in the long run with the default margin and reserve", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ rate: 15, burst: 10, cancelShare: 0.1 });
    let granted = 0;
    for (let ms = 0; ms < 100_000; ms += 5) {
      while ((await store.reserve([scope], "spaced", 0)).slot !== undefined) granted += 1;
      await clock.advance(5);
    }
    expect(granted).toBeGreaterThanOrEqual(1_500);
    expect(granted).toBeLessThanOrEqual(1_510);
  });

  test("withholds the tokens of the margin, so that requests may arrive at the venue together", async () => {
    const bucket = { rate: 100, burst: 20, marginMs: 30, cancelShare: 0 };
    const sent = await waitsOf(
      scopeOf(bucket),
      Array.from({ length: 100 }, () => "immediate"),
    );
    const delays = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 100, maxLength: 100, size: "max" });
    fc.assert(
      fc.property(delays, (delaysMs) => {
        const arrived = sent.map((sentMs, index) => sentMs + (delaysMs[index] ?? 0));
        expect(mostOverBucket(arrived, bucket)).toBeLessThanOrEqual(ROUNDING_MS);
      }),
      SEEDED,
    );
  });

  test("keeps its reserve for cancels, which take it at once", async () => {
    const scope = scopeOf({ ...BARE, cancelShare: 0.4 });
    const order = "immediate" as const;
    expect(await waitsOf(scope, [order, order, order, order])).toEqual([0, 0, 0, 100]);
    const cancels = ["cancel", "cancel", "cancel"] as const;
    expect(await waitsOf(scope, [order, order, order, ...cancels, order])).toEqual([0, 0, 0, 0, 0, 100, 400]);
  });

  test("grants a weight above its size when it is full, and then nothing until the tokens are back", async () => {
    const scope = { ...scopeOf(BARE), weight: 12 };
    const store = createMemoryStore(createManualClock());
    expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
    expect(await store.reserve([scopeOf(BARE)], "cancel", 0)).toEqual({ waitMs: 800, slot: undefined });
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 1_200, slot: undefined });
  });

  test("grants a released token again", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf({ ...BARE, burst: 2 });
    await store.reserve([scope], "immediate", 0);
    const latest = await store.reserve([scope], "immediate", 0);
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 100, slot: undefined });
    latest.slot?.release();
    expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
  });

  test("counts its tokens in use", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf(BARE);
    expect(store.used(scope)).toBe(0);
    for (let next = 0; next < 4; next++) await store.reserve([scope], "immediate", 0);
    expect(store.used(scope)).toBe(4);
    await clock.advance(150);
    expect(store.used(scope)).toBe(2.5);
  });

  test("does not add up the delays of requests that are late together", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf(BARE);
    const slots = [];
    for (let next = 0; next < 5; next++) slots.push((await store.reserve([scope], "immediate", 0)).slot);
    for (const slot of slots) slot?.defer(200);
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 300, slot: undefined });
  });

  test("adds up two delays of one request: sent late and slow to arrive", async () => {
    const store = createMemoryStore(createManualClock());
    const scope = scopeOf({ ...BARE, burst: 1 });
    const { slot } = await store.reserve([scope], "immediate", 0);
    slot?.defer(500);
    slot?.defer(600);
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 1_200, slot: undefined });
  });

  test("counts a late request together with those sent in the meantime", async () => {
    const clock = createManualClock();
    const store = createMemoryStore(clock);
    const scope = scopeOf({ ...BARE, burst: 2 });
    const slow = await store.reserve([scope], "immediate", 0);
    await clock.advance(900);
    for (let next = 0; next < 2; next++) {
      expect(await store.reserve([scope], "immediate", 0)).toMatchObject({ waitMs: 0 });
    }
    // Three requests arrive at once at a bucket of two: it is empty and owes one token.
    slow.slot?.defer(900);
    expect(await store.reserve([scope], "immediate", 0)).toEqual({ waitMs: 200, slot: undefined });
  });
});
