import { describe, expect, test } from "vitest";
import {
  grantsOf,
  SHARED_BUCKET,
  SHARED_SCOPE,
  SPAN_MS,
  TIMEOUT_MS,
  useSharedStores,
} from "../../testdata/limits/shared-stores.ts";
import { nextTurn } from "../../testdata/next-turn.ts";

const shared = useSharedStores();

describe("a remote store that does not answer is probed", () => {
  test("at most once in 250 ms", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    const from = shared.remote.pingedAtMs.length;
    for (let index = 0; index < 3_000; index++) {
      await shared.clock.advance(1);
      await Promise.all([
        store.reserve([SHARED_SCOPE], "immediate", 0),
        store.reserve([SHARED_SCOPE], "cancel", 0),
      ]);
    }
    const times = shared.remote.pingedAtMs.slice(from);
    expect(times.length).toBeGreaterThan(10);
    times.forEach((time, index) => {
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(250);
    });
  });

  test("by one probe at a time, while the process uses its share", async () => {
    shared.remote.mode = "hangs";
    const store = shared.createStore();
    const first = store.reserve([SHARED_SCOPE], "immediate", 0);
    await shared.clock.advance(TIMEOUT_MS);
    await first;
    let granted = 0;
    for (let index = 0; index < 49; index++) {
      await shared.clock.advance(100);
      granted += await grantsOf(store);
    }
    expect(granted).toBeGreaterThanOrEqual(2 * 3);
    expect(shared.remote.pingedAtMs).toHaveLength(1);
  });

  test("again after a probe was lost for 5 s", async () => {
    shared.remote.mode = "hangs";
    const store = shared.createStore();
    const first = store.reserve([SHARED_SCOPE], "immediate", 0);
    await shared.clock.advance(TIMEOUT_MS);
    await first;
    // The probe went into a half-open connection: it never gets an answer.
    shared.remote.mode = "answers";
    await shared.clock.advance(5_000);
    await store.reserve([SHARED_SCOPE], "immediate", -1);
    expect(await shared.isShared(store)).toBe(true);
  });
});

describe("when the remote store answers again", () => {
  test("a reservation that came after the timeout is released", async () => {
    shared.remote.mode = "hangs";
    const store = shared.createStore();
    const first = store.reserve([SHARED_SCOPE], "immediate", 0);
    await shared.clock.advance(TIMEOUT_MS);
    expect((await first).slot).toBeUndefined();
    expect(shared.remote.released).toEqual([]);
    for (const { answer } of shared.remote.waiting) answer.resolve();
    await nextTurn();
    expect(shared.remote.released).toEqual([0]);
  });

  test("it is told the length of the outage and the use of every limit", async () => {
    const store = shared.createStore();
    const other = { ...SHARED_SCOPE, key: "venue:host:other:default", limit: SHARED_BUCKET };
    await store.reserve([other], "immediate", 0);
    await shared.clock.advance(400);
    await shared.startOutage(store);
    expect(await grantsOf(store)).toBe(2);
    await shared.clock.advance(300);
    shared.remote.mode = "answers";
    await store.reserve([SHARED_SCOPE], "immediate", -1);
    await nextTurn();
    expect(shared.remote.outages).toEqual([
      {
        silentMs: 400 + TIMEOUT_MS + SPAN_MS + 300,
        outageMs: TIMEOUT_MS + SPAN_MS + 300,
        used: [
          { scope: other, amount: 0 },
          { scope: SHARED_SCOPE, amount: 2 },
        ],
      },
    ]);
    expect(await shared.isShared(store)).toBe(true);
  });

  test("no request is granted until it has taken the report", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    await shared.clock.advance(300);
    shared.remote.mode = "hangs";
    void store.reserve([SHARED_SCOPE], "immediate", -1);
    await nextTurn();
    expect(shared.remote.waiting.at(-1)?.kind).toBe("ping");
    shared.remote.waiting.at(-1)?.answer.resolve();
    await nextTurn();
    expect(shared.remote.waiting.at(-1)?.kind).toBe("rejoin");
    let isAnswered = false;
    void store.reserve([SHARED_SCOPE], "immediate", 0).then(() => {
      isAnswered = true;
    });
    await nextTurn();
    expect(isAnswered).toBe(false);
    shared.remote.mode = "answers";
    shared.remote.waiting.at(-1)?.answer.resolve();
    await nextTurn();
    expect(isAnswered).toBe(true);
    expect(await shared.isShared(store)).toBe(true);
  });

  test.each(["fails", "hangs"] as const)(
    "but does not take the report (it %s), the outage goes on",
    async (how) => {
      const store = shared.createStore();
      await shared.startOutage(store);
      for (let index = 0; index < 10; index++) {
        await shared.clock.advance(300);
        shared.remote.mode = "answers";
        shared.remote.canRejoin = false;
        const asking = store.reserve([SHARED_SCOPE], "immediate", -1);
        if (how === "hangs") shared.remote.mode = "hangs";
        await nextTurn();
        await shared.clock.advance(TIMEOUT_MS);
        expect((await asking).slot).toBeUndefined();
      }
      expect(shared.remote.outages.length).toBeGreaterThanOrEqual(9);
      expect(await shared.isShared(store)).toBe(false);
      expect(shared.warnings).toHaveLength(1);
      expect(shared.clock.timers()).toBe(0);
      // The remote store may have served other processes when it last answered.
      await shared.clock.advance(SPAN_MS + TIMEOUT_MS);
      shared.remote.mode = "fails";
      await store.reserve([SHARED_SCOPE], "immediate", -1);
      expect(await grantsOf(store)).toBe(2);
      shared.remote.mode = "answers";
      shared.remote.canRejoin = true;
      await shared.clock.advance(300);
      await store.reserve([SHARED_SCOPE], "immediate", -1);
      await nextTurn();
      expect(await shared.isShared(store)).toBe(true);
    },
  );

  test("an idle process probes it before using its share, because the others use the whole limit again", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    shared.remote.mode = "answers";
    // The others have been back for a minute. This process has sent nothing since.
    await shared.clock.advance(60_000);
    const before = shared.remote.reserved;
    const slots = await Promise.all([1, 2].map(() => store.reserve([SHARED_SCOPE], "immediate", 0)));
    const granted = slots.filter(({ slot }) => slot !== undefined).length;
    expect(granted - (shared.remote.reserved - before)).toBeLessThanOrEqual(0);
  });

  test("it does not get a block of the outage as if the block started then", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    store.block([SHARED_SCOPE], 30_000);
    // A client that keeps commands while disconnected would deliver an expired block and stop the fleet.
    expect(shared.remote.blocks).toEqual([]);
  });

  test("it is told the remaining time of a refusal of the venue", async () => {
    const store = shared.createStore();
    await shared.startOutage(store);
    store.block([SHARED_SCOPE], 60_000);
    await shared.clock.advance(300);
    shared.remote.mode = "answers";
    await store.reserve([SHARED_SCOPE], "immediate", -1);
    await nextTurn();
    expect(shared.remote.blocks).toEqual([[[SHARED_SCOPE], 59_700]]);
  });
});
