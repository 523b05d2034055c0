import { describe, expect, test } from "vitest";
import { mostInAnyWindow } from "../../testdata/limits/limits.ts";
import {
  grantsOf,
  SHARED_BUCKET,
  SHARED_SCOPE,
  SHARED_WINDOW,
  SPAN_MS,
  TIMEOUT_MS,
  useSharedStores,
} from "../../testdata/limits/shared-stores.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { seededRandom } from "../../testdata/seeded-random.ts";
import type { Reservation } from "../limit-store.ts";

const shared = useSharedStores();

describe("H23: a shared store", () => {
  test("asks the remote store while that answers, and leaves no timer behind", async () => {
    const store = shared.createStore();
    for (let index = 0; index < 20; index++) {
      expect((await store.reserve([SHARED_SCOPE], "immediate", 0)).slot).toBeDefined();
    }
    expect(shared.remote.reserved).toBe(20);
    expect(shared.remote.pingedAtMs).toEqual([]);
    expect(shared.clock.timers()).toBe(0);
    expect(shared.warnings).toEqual([]);
  });

  test("reports a refusal of the venue to the remote store", () => {
    const store = shared.createStore();
    store.block([SHARED_SCOPE], 500, 0.9);
    expect(shared.remote.blocks).toEqual([[[SHARED_SCOPE], 500, 0.9]]);
  });

  test("waits for the remote store until the timeout and no longer", async () => {
    shared.remote.mode = "hangs";
    const store = shared.createStore();
    let reservation: Reservation | undefined;
    void store.reserve([SHARED_SCOPE], "immediate", 0).then((result) => {
      reservation = result;
    });
    await shared.clock.advance(TIMEOUT_MS - 1);
    expect(reservation).toBeUndefined();
    await shared.clock.advance(1);
    expect(reservation).toEqual({ waitMs: SPAN_MS, slot: undefined });
    expect(shared.clock.timers()).toBe(0);
  });

  test("does not wait for a silent remote store in each request", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    shared.remote.mode = "hangs";
    const first = store.reserve([SHARED_SCOPE], "immediate", 0);
    await shared.clock.advance(TIMEOUT_MS);
    await first;
    for (let index = 0; index < 5; index++) {
      await store.reserve([SHARED_SCOPE], "immediate", 0);
      await shared.clock.advance(300);
    }
    expect(shared.remote.reserved).toBe(1);
  });
});

describe("during an outage, a process", () => {
  test.each(["fails", "hangs"] as const)(
    "uses nothing for one span, and then its share (the store %s)",
    async (mode) => {
      shared.remote.mode = mode;
      const store = shared.createStore();
      const first = store.reserve([SHARED_SCOPE], "immediate", 0);
      await shared.clock.advance(TIMEOUT_MS);
      await first;
      expect(await grantsOf(store)).toBe(0);
      await shared.clock.advance(SPAN_MS - 1);
      expect(await grantsOf(store)).toBe(0);
      await shared.clock.advance(TIMEOUT_MS + 1);
      expect(await grantsOf(store)).toBe(2);
    },
  );

  test.each(
    [SHARED_WINDOW, SHARED_BUCKET].flatMap((limit) =>
      [1, 2, 3, 8, 16].map((processes) => ({ limit, processes, kind: limit.kind })),
    ),
  )("never uses more than its share as one of $processes ($kind)", async ({ limit, processes }) => {
    const scope = { ...SHARED_SCOPE, limit };
    const random = seededRandom(20_260_101 + processes);
    const store = shared.createStore(processes);
    await shared.startOutage(store);
    await store.reserve([scope], "immediate", -1);
    const times: number[] = [];
    for (let index = 0; index < 2_000; index++) {
      await shared.clock.advance(random() * 20);
      const pacing = random() < 0.3 ? "cancel" : "immediate";
      const { slot, waitMs } = await store.reserve([scope], pacing, random() * 30);
      if (slot !== undefined) times.push(shared.clock.monotonic() + waitMs);
    }
    const size = Math.floor(limit.size / processes);
    // A full bucket gives twice its size in the time in which it refills.
    const most = limit.kind === "bucket" ? 2 * size : size;
    // The window is a little shorter, because slot times are rounded.
    expect(mostInAnyWindow(times, SPAN_MS - 0.001)).toBeLessThanOrEqual(most);
    expect(times.length).toBeGreaterThan(((shared.clock.monotonic() - 1_050) / SPAN_MS) * size * 0.8);
  });

  test.each([SHARED_WINDOW, SHARED_BUCKET])(
    "uses nothing of a limit with less than one request for each process ($kind)",
    async (limit) => {
      const store = shared.createStore(17);
      await shared.startOutage(store);
      await shared.clock.advance(100 * SPAN_MS);
      const asked = store.reserve([{ ...SHARED_SCOPE, limit }], "cancel", 200);
      await shared.clock.advance(TIMEOUT_MS);
      expect(await asked).toEqual({ waitMs: 250, slot: undefined });
    },
  );

  test("delays a limit that it first uses during the outage no longer than the others", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    const other = { ...SHARED_SCOPE, key: "venue:host:other:default" };
    expect(await grantsOf(store, other)).toBe(2);
  });

  test("heeds a refusal of the venue", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    store.block([SHARED_SCOPE], 700);
    expect(await grantsOf(store)).toBe(0);
    await shared.clock.advance(700);
    expect(await grantsOf(store)).toBe(2);
  });

  test("logs the start and the end of each outage once", async () => {
    const store = shared.createStore();
    for (let outage = 1; outage <= 3; outage++) {
      shared.remote.mode = "fails";
      await Promise.all([1, 2, 3].map(() => store.reserve([SHARED_SCOPE], "immediate", 0)));
      for (let index = 0; index < 10; index++) {
        await store.reserve([SHARED_SCOPE], "immediate", 0);
        await shared.clock.advance(100);
      }
      expect(shared.warnings).toHaveLength(2 * outage - 1);
      shared.remote.mode = "answers";
      await shared.clock.advance(250);
      await store.reserve([SHARED_SCOPE], "immediate", -1);
      await nextTurn();
      expect(await shared.isShared(store)).toBe(true);
      expect(shared.warnings).toHaveLength(2 * outage);
    }
    expect(new Set(shared.warnings).size).toBe(2);
  });
});

test("a refusal of the venue from before an outage still counts during it", async () => {
  const store = shared.createStore();
  store.block([SHARED_SCOPE], 10_000);
  await shared.startOutage(store);
  expect(await grantsOf(store)).toBe(0);
  await shared.clock.advance(9_999 - TIMEOUT_MS - SPAN_MS);
  expect(await grantsOf(store)).toBe(0);
  await shared.clock.advance(1);
  expect(await grantsOf(store)).toBe(2);
});
