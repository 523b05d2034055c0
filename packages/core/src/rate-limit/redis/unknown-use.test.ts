import { hasRedisServer } from "@cqvx/redis-server";
import { describe, expect, test } from "vitest";
import type { LimitedScope } from "../../contract/rate-limit.ts";
import { createManualClock } from "../../testdata/clocks/manual-clock.ts";
import { onClock } from "../../testdata/clocks/script-clock.ts";
import {
  BUCKET,
  PACINGS,
  SCRIPT_SUITE,
  storeOver,
  takeAll,
  useRedisScripts,
  WINDOW,
  windowScope,
} from "../../testdata/limits/redis-scripts.ts";
import type { RemoteStore } from "./redis-store.ts";

describe.skipIf(!hasRedisServer)(SCRIPT_SUITE, () => {
  const redis = useRedisScripts();

  describe("waits one span when the earlier use is unknown", () => {
    const emptyServer = (): Promise<unknown> => redis.send(["FLUSHALL"]);

    test.each([WINDOW, BUCKET])("on an empty server ($kind)", async (limit) => {
      const scope = windowScope(limit);
      const store = redis.createStore();
      for (const pacing of PACINGS) expect((await store.reserve([scope], pacing, 0)).waitMs).toBe(1_000);
      await redis.clock.advance(999);
      expect((await store.reserve([scope], "cancel", 0)).slot).toBeUndefined();
      await redis.clock.advance(1);
      expect(await takeAll(store, scope)).toHaveLength(4);
    });

    test.each([WINDOW, BUCKET])("once, on a server that was emptied ($kind)", async (limit) => {
      const scope = windowScope(limit);
      const [one, other] = [await redis.openStore(scope), redis.createStore()];
      await takeAll(one, scope);
      await emptyServer();
      await redis.clock.advance(10);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBe(1_000);
      await redis.clock.advance(400);
      expect((await one.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(600, 2);
      await redis.clock.advance(600);
      expect(await takeAll(one, scope)).toHaveLength(4);
    });

    test("on a server that has lost only the latest slot", async () => {
      const scope = windowScope();
      const [one, other] = [await redis.openStore(scope), redis.createStore()];
      await one.reserve([scope], "cancel", 0);
      await redis.clock.advance(10);
      await other.reserve([scope], "cancel", 0);
      await redis.send(["ZREMRANGEBYRANK", "test:{venue:host.example}:private:default", "-1", "-1"]);
      await redis.clock.advance(10);
      expect((await one.reserve([scope], "cancel", -1)).waitMs).toBe(0);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBe(1_000);
      await redis.clock.advance(20);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(980, 2);
    });

    test("but not because a process released its latest slot", async () => {
      const scope = windowScope();
      const store = await redis.openStore(scope);
      const [, slot] = await takeAll(store, scope);
      slot?.release();
      const { slot: latest } = await store.reserve([scope], "cancel", 0);
      latest?.release();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBe(0);
    });

    test.each([WINDOW, BUCKET])(
      "on an emptied server whose first operation is a block ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const store = await redis.openStore(scope);
        await takeAll(store, scope);
        await redis.clock.advance(600);
        await emptyServer();
        store.block([scope], 1);
        await redis.handled();
        const { waitMs } = await redis.createStore().reserve([scope], "cancel", -1);
        expect(waitMs).toBeGreaterThan(990);
      },
    );

    test.each([3_700_000, 86_400_000])("once, for a window of %i ms too", async (spanMs) => {
      const scope = windowScope({ spanMs });
      const store = redis.createStore();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBe(spanMs);
      await redis.clock.advance(10_000);
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(spanMs - 10_000, 2);
    });

    test.each([WINDOW, BUCKET])(
      "but keeps the longest block that a client asks for ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const store = await redis.openStore(scope);
        store.block([scope], 15 * 60_000);
        await redis.handled();
        expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(15 * 60_000, 2);
      },
    );

    test.each(
      [1_000, 30_000, 59_000, 120_000, 3_000_000, 90_000_000].flatMap((byMs) =>
        [WINDOW, BUCKET].map((limit) => ({ byMs, limit, kind: limit.kind })),
      ),
    )("or little longer when the server's clock is set back by $byMs ms ($kind)", async ({ byMs, limit }) => {
      const scope = windowScope(limit);
      const store = await redis.openStore(scope);
      await takeAll(store, scope);
      const back = createManualClock();
      const behind = storeOver(
        onClock(redis.send, { now: () => redis.clock.now() - byMs + back.monotonic() }),
        back,
      );
      const { waitMs } = await behind.reserve([scope], "cancel", 0);
      expect(waitMs).toBeLessThanOrEqual(60_000 + 2 * limit.spanMs);
      await back.advance(waitMs + 0.001);
      expect((await behind.reserve([scope], "cancel", 0)).slot).toBeDefined();
    });

    test("but not on a server that has lost only its scripts", async () => {
      const scope = windowScope();
      const store = await redis.openStore(scope);
      await store.reserve([scope], "cancel", 0);
      await redis.send(["SCRIPT", "FLUSH"]);
      expect(await takeAll(store, scope)).toHaveLength(3);
    });
  });

  describe("after an outage, counts a process that rejoins", () => {
    const rejoin = (store: RemoteStore, scope: LimitedScope, awayMs: number, amount: number) =>
      store.rejoin({ silentMs: awayMs, outageMs: awayMs, used: [{ scope, amount }] });

    test.each([WINDOW, BUCKET])("with the slots that it has used ($kind)", async (limit) => {
      const scope = windowScope(limit);
      const store = await redis.openStore(scope);
      await rejoin(store, scope, 100, 1.5);
      expect(await takeAll(store, scope)).toHaveLength(2);
    });

    test.each([WINDOW, BUCKET])(
      "and waits one span when no process got a slot during the outage ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const [one, other] = [await redis.openStore(scope), redis.createStore()];
        await takeAll(one, scope);
        await redis.clock.advance(3_000);
        await rejoin(one, scope, 3_000, 0);
        expect((await one.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_000, 2);
        await redis.clock.advance(200);
        await rejoin(other, scope, 3_200, 1);
        expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(800, 2);
      },
    );

    test.each([WINDOW, BUCKET])(
      "and waits no span when others got slots during the outage ($kind)",
      async (limit) => {
        const scope = windowScope(limit);
        const [one, other] = [await redis.openStore(scope), redis.createStore()];
        await one.reserve([scope], "cancel", 0);
        await redis.clock.advance(3_000);
        await other.reserve([scope], "cancel", 0);
        await redis.clock.advance(1_000);
        await rejoin(one, scope, 4_000, 1);
        expect(await takeAll(one, scope)).toHaveLength(3);
      },
    );

    test("that has not sent any request", async () => {
      const store = redis.createStore();
      await expect(store.rejoin({ silentMs: 100, outageMs: 100, used: [] })).resolves.toEqual([]);
    });
  });

  describe("after unknown use, limits the processes that are back to their shares", () => {
    test.each([WINDOW, BUCKET])("for the first seconds ($kind)", async (limit) => {
      const scope = windowScope({ ...limit, size: 16, reserve: 2 });
      const stores = Array.from({ length: 8 }, () => redis.createStore(8));
      const [one, ...others] = stores;
      if (one === undefined) return;
      await one.reserve([scope], "cancel", 0);
      await redis.clock.advance(1_000);
      expect(await takeAll(one, scope)).toHaveLength(2);
      await redis.clock.advance(1_000);
      for (const other of others.slice(0, 3)) await other.reserve([scope], "cancel", -1);
      expect(await takeAll(one, scope)).toHaveLength(8);
      await redis.clock.advance(1_500);
      expect((await takeAll(one, scope)).length).toBe(16);
    });
  });
});
