import { hasRedisServer } from "@cqvx/redis-server";
import { describe, expect, test } from "vitest";
import {
  BUCKET,
  PACINGS,
  SCRIPT_SUITE,
  takeAll,
  useRedisScripts,
  WINDOW,
  windowScope,
} from "../../testdata/limits/redis-scripts.ts";
import { createMemoryStore } from "../memory-store.ts";

describe.skipIf(!hasRedisServer)(SCRIPT_SUITE, () => {
  const redis = useRedisScripts();

  describe("reserves in all scopes or in none", () => {
    test("so that a full scope leaves the slots of the others free", async () => {
      const [full, free] = [windowScope({}, "full"), windowScope({}, "free")];
      const store = await redis.openStore(full, free);
      await takeAll(store, full);
      for (let attempt = 0; attempt < 20; attempt++) {
        expect((await store.reserve([free, full], "cancel", 0)).slot).toBeUndefined();
      }
      expect(await takeAll(store, free)).toHaveLength(4);
    });

    test("at one time that every scope allows", async () => {
      const [full, free] = [windowScope({ kind: "bucket" }, "full"), windowScope({}, "free")];
      const store = await redis.openStore(full, free);
      await takeAll(store, full);
      expect((await store.reserve([free, full], "cancel", 500)).waitMs).toBeCloseTo(250, 2);
      await redis.clock.advance(1_000);
      // The slot in the window was at 250 ms, not at 0 ms.
      expect(await takeAll(store, free)).toHaveLength(3);
    });

    test.each([WINDOW, BUCKET])("with a weight of several slots, in a $kind", async (limit) => {
      const heavy = { ...windowScope(limit), weight: 3 };
      const store = await redis.openStore(heavy);
      expect((await store.reserve([heavy], "cancel", 0)).slot).toBeDefined();
      expect((await store.reserve([heavy], "cancel", 0)).slot).toBeUndefined();
      expect(await takeAll(store, { ...heavy, weight: 1 })).toHaveLength(1);
    });
  });

  describe("shares a limit between processes", () => {
    test.each([WINDOW, BUCKET])("so that each counts the slots of the others ($kind)", async (limit) => {
      const scope = windowScope(limit);
      const stores = [await redis.openStore(scope), redis.createStore(), redis.createStore()];
      const slots = await Promise.all(
        Array.from({ length: 30 }, (_, index) => stores[index % 3]?.reserve([scope], "cancel", 0)),
      );
      expect(slots.filter((each) => each?.slot !== undefined)).toHaveLength(4);
    });

    test.each([WINDOW, BUCKET])(
      "so that a released slot is free for another process ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const [one, other] = [await redis.openStore(scope), redis.createStore()];
        const slot = (await takeAll(one, scope)).at(-1);
        slot?.release();
        await redis.handled();
        expect(await takeAll(other, scope)).toHaveLength(1);
      },
    );

    test.each([WINDOW, BUCKET])("so that a late request counts later ($kind)", async (limit) => {
      const scope = windowScope({ ...limit, size: 1, reserve: 0 });
      const [one, other] = [await redis.openStore(scope), redis.createStore()];
      const [slot] = await takeAll(one, scope);
      slot?.defer(300);
      await redis.handled();
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_300, 2);
    });

    test("so that a request that arrives more than a span late counts at its arrival", async () => {
      const scope = windowScope({ size: 1, reserve: 0 });
      const [one, other] = [await redis.openStore(scope), redis.createStore()];
      const memory = createMemoryStore(redis.clock);
      const slots = [...(await takeAll(one, scope)), ...(await takeAll(memory, scope))];
      await redis.clock.advance(1_500);
      // Another process reads the scope, and finds it free, before the delay is reported.
      await other.reserve([scope], "cancel", -1);
      for (const slot of slots) slot.defer(1_400);
      await redis.handled();
      const { waitMs } = await memory.reserve([scope], "cancel", 0);
      expect(waitMs).toBeCloseTo(900, 2);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(waitMs, 2);
    });

    test("so that all heed a refusal that the venue sent to one", async () => {
      const scope = windowScope();
      const [one, other] = [await redis.openStore(scope), redis.createStore()];
      one.block([scope], 5_000);
      one.block([scope], 1_000);
      await redis.handled();
      for (const pacing of PACINGS) {
        expect((await other.reserve([scope], pacing, 0)).waitMs).toBeCloseTo(5_000, 2);
      }
    });

    test.each([WINDOW, BUCKET])(
      "so that an exhausted limit blocks only when their own use does not explain it ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const [one, other] = [await redis.openStore(scope), redis.createStore()];
        await one.reserve([scope], "cancel", 0);
        await other.reserve([scope], "cancel", 0);
        one.block([scope], 700, 0.5);
        await redis.handled();
        expect((await other.reserve([scope], "cancel", -1)).waitMs).toBe(0);
        one.block([scope], 700, 0.75);
        await redis.handled();
        expect((await other.reserve([scope], "cancel", -1)).waitMs).toBeCloseTo(700, 2);
      },
    );

    test("so that a cancel takes the next slot before reads that ask all the time", async () => {
      const scope = windowScope();
      const [cancels, reads] = [await redis.openStore(scope), redis.createStore()];
      await takeAll(cancels, scope);
      await redis.clock.advance(100);
      expect((await reads.reserve([scope], "spaced", 30)).slot).toBeUndefined();
      const cancel = await cancels.reserve([scope], "cancel", 5_000);
      expect(cancel.slot).toBeDefined();
      expect(cancel.waitMs).toBeCloseTo(900, 2);
      for (let waitedMs = 0; waitedMs < 900; waitedMs += 20) {
        const read = await reads.reserve([scope], "spaced", 30);
        if (read.slot !== undefined) expect(waitedMs + read.waitMs).toBeGreaterThan(cancel.waitMs);
        await redis.clock.advance(20);
      }
    });
  });
});
