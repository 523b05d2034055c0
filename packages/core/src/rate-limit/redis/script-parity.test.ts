import { hasRedisServer } from "@cqvx/redis-server";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitedScope, ScopeLimit } from "../../contract/rate-limit.ts";
import { PACINGS, SCRIPT_SUITE, useRedisScripts, windowScope } from "../../testdata/limits/redis-scripts.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import type { Slot } from "../limit-store.ts";
import { createMemoryStore } from "../memory-store.ts";

describe.skipIf(!hasRedisServer)(SCRIPT_SUITE, () => {
  const redis = useRedisScripts();

  describe("gives the same answers as the memory store", () => {
    const limit: fc.Arbitrary<ScopeLimit> = fc
      .record({
        kind: fc.constantFrom("window" as const, "bucket" as const),
        size: fc.integer({ min: 1, max: 12 }),
        spanMs: fc.integer({ min: 50, max: 5_000 }),
        reserve: fc.nat(3),
      })
      .map(({ reserve, ...rest }) => ({ ...rest, reserve: Math.min(reserve, rest.size - 1), marginMs: 10 }));
    const fraction = fc.integer({ min: 1, max: 9_972 }).map((parts) => parts / 9_973);
    /** The time that passes before an operation, as a fraction of the shortest span. */
    const step = fc.oneof(
      fc.constant(0),
      fraction.map((part) => part * 0.2),
      fraction.map((part) => part * 1.5),
    );
    const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 });
    const operation = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          op: fc.constant("reserve" as const),
          weights,
          pacing: fc.constantFrom(...PACINGS),
          ahead: fc.oneof(fc.constant(0), fraction),
        }),
      },
      { weight: 2, arbitrary: fc.record({ op: fc.constant("release" as const), index: fc.nat(5) }) },
      {
        weight: 2,
        arbitrary: fc.record({ op: fc.constant("defer" as const), index: fc.nat(5), by: fraction }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          op: fc.constant("block" as const),
          weights,
          by: fraction,
          below: fc.option(fraction, { nil: undefined }),
        }),
      },
    );
    const run = fc.record({
      limits: fc.array(limit, { minLength: 1, maxLength: 3 }),
      steps: fc.array(fc.record({ step, operation }), { minLength: 10, maxLength: 30 }),
    });

    test("for every sequence of operations, within 0.01 ms", async () => {
      let count = 0;
      let granted = 0;
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(run, async ({ limits, steps }) => {
          const scopes = limits.map((limit, index) => windowScope(limit, `${count}-${index}`));
          count += 1;
          const shortestMs = Math.min(...limits.map(({ spanMs }) => spanMs));
          const memory = createMemoryStore(redis.clock);
          const remote = redis.createStore();
          // The script first waits out the unknown use of a new scope.
          for (const scope of scopes) {
            expect(await remote.reserve([scope], "cancel", -1)).toEqual({
              waitMs: scope.limit.spanMs,
              slot: undefined,
            });
            memory.block([scope], scope.limit.spanMs);
          }
          const wanted = (weights: readonly number[]): readonly LimitedScope[] => {
            const some = scopes.flatMap((scope, index) => {
              const weight = weights[index] ?? 0;
              return weight > 0 ? [{ ...scope, weight: Math.min(weight, scope.limit.size) }] : [];
            });
            return some.length > 0 ? some : scopes;
          };
          const taken: { readonly both: readonly Slot[]; readonly atMs: number }[] = [];
          for (const { step, operation } of steps) {
            await redis.clock.advance(step * shortestMs);
            if (operation.op === "reserve") {
              const { pacing, ahead } = operation;
              const parameters = [wanted(operation.weights), pacing, ahead * shortestMs] as const;
              const [local, shared] = [
                await memory.reserve(...parameters),
                await remote.reserve(...parameters),
              ];
              expect(Math.abs(local.waitMs - shared.waitMs)).toBeLessThan(0.01);
              const areAlike = (shared.slot === undefined) === (local.slot === undefined);
              // The script rounds times, so a wait next to `aheadMs` may fall on either side of it.
              if (!areAlike && Math.abs(local.waitMs - parameters[2]) < 0.01) return;
              expect(areAlike).toBe(true);
              if (local.slot === undefined || shared.slot === undefined) {
                refused += 1;
                continue;
              }
              granted += 1;
              taken.push({ both: [local.slot, shared.slot], atMs: redis.clock.monotonic() + local.waitMs });
            } else if (operation.op === "block") {
              const { by, below } = operation;
              for (const store of [memory, remote]) {
                store.block(wanted(operation.weights), by * shortestMs * 2, below);
              }
            } else {
              const index = operation.index % Math.max(taken.length, 1);
              const one = taken[index];
              if (one === undefined) continue;
              if (operation.op === "release") {
                taken.splice(index, 1);
                for (const slot of one.both) slot.release();
              } else if (one.atMs > redis.clock.monotonic() - shortestMs) {
                for (const slot of one.both) slot.defer(operation.by * shortestMs);
              }
            }
            await redis.handled();
          }
        }),
        { ...SEEDED, numRuns: 400, endOnFailure: true },
      );
      // Both kinds of answers must have been compared often.
      expect(Math.min(granted, refused)).toBeGreaterThan(1_000);
    });
  });

  test("when slots far ahead are released: the slots before them stay taken", async () => {
    const scope = windowScope();
    const memory = createMemoryStore(redis.clock);
    const remote = await redis.openStore(scope);
    for (const store of [remote, memory]) {
      const cancels: Slot[] = [];
      for (let index = 0; index < 9; index++) {
        const { slot } = await store.reserve([scope], "cancel", 10_000);
        if (slot !== undefined) cancels.push(slot);
      }
      for (const slot of cancels.slice(4)) slot.release();
      await redis.handled();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_000, 2);
    }
  });
});
