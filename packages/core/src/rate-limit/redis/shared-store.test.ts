import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LimitedScope, ScopeLimit } from "../../contract/rate-limit.ts";
import { createManualClock, type ManualClock } from "../../testdata/clocks/manual-clock.ts";
import { type Deferred, defer } from "../../testdata/deferred.ts";
import { mostInAnyWindow } from "../../testdata/limits/limits.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { seededRandom } from "../../testdata/seeded-random.ts";
import { type UnhandledRejections, watchRejections } from "../../testdata/unhandled-rejections.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import type { Absence, RemoteStore } from "./redis-store.ts";
import { createSharedStore } from "./shared-store.ts";

const TIMEOUT_MS = 50;
const SPAN_MS = 1_000;

const WINDOW: ScopeLimit = { kind: "window", size: 16, spanMs: SPAN_MS, reserve: 0, marginMs: 30 };
const BUCKET: ScopeLimit = { ...WINDOW, kind: "bucket" };

const SCOPE: LimitedScope = { key: "venue:host:private:default", limit: WINDOW, weight: 1 };

const GONE = new Error("the connection is closed");

/** A store that answers as the test says. */
interface ScriptedRemote extends RemoteStore {
  /** Gives places, fails, or says nothing until it is told to. */
  mode: "answers" | "fails" | "hangs";
  readonly released: number[];
  readonly absences: Absence[];
  readonly blocks: unknown[][];
  readonly pingedAtMs: number[];
  reserved: number;
  canRejoin: boolean;
  /** What hangs. */
  readonly waiting: { readonly kind: string; readonly answer: Deferred }[];
}

function scriptRemote(clock: ManualClock): ScriptedRemote {
  const answer = async (kind: string): Promise<void> => {
    if (remote.mode === "fails") throw GONE;
    if (remote.mode === "answers") return;
    const one = { kind, answer: defer() };
    remote.waiting.push(one);
    await one.answer.promise;
  };
  const remote: ScriptedRemote = {
    mode: "answers",
    released: [],
    absences: [],
    blocks: [],
    pingedAtMs: [],
    reserved: 0,
    canRejoin: true,
    waiting: [],
    reserve: async () => {
      const index = remote.reserved++;
      await answer("reserve");
      return { waitMs: 0, place: { release: () => void remote.released.push(index), defer: () => {} } };
    },
    ping: async () => {
      remote.pingedAtMs.push(clock.monotonic());
      await answer("ping");
    },
    rejoin: async (absence) => {
      remote.absences.push(absence);
      await answer("rejoin");
      if (!remote.canRejoin) throw GONE;
    },
    block: (...parameters) => void remote.blocks.push(parameters),
  };
  return remote;
}

let clock: ManualClock;
let remote: ScriptedRemote;
let warnings: string[];
let rejections: UnhandledRejections;

beforeEach(() => {
  clock = createManualClock();
  remote = scriptRemote(clock);
  warnings = [];
  rejections = watchRejections();
});

afterEach(async () => {
  expect(await rejections.seen()).toEqual([]);
  rejections[Symbol.dispose]();
});

function createStore(processes = 8): LimitStore {
  const ignore = (): void => {};
  return createSharedStore(remote, {
    timeoutMs: TIMEOUT_MS,
    processes,
    clock,
    logger: { debug: ignore, info: ignore, error: ignore, warn: (_, message) => void warnings.push(message) },
  });
}

const isShared = async (store: LimitStore): Promise<boolean> => {
  const before = remote.reserved;
  await store.reserve([SCOPE], "fresh", -1);
  return remote.reserved > before;
};

/** What it grants at once. */
async function grantsOf(store: LimitStore, scope: LimitedScope = SCOPE): Promise<number> {
  for (let count = 0; ; count++) {
    if ((await store.reserve([scope], "fresh", 0)).place === undefined) return count;
  }
}

/** Without the store, and past what the fleet may have used before. */
async function beAlone(store: LimitStore): Promise<void> {
  remote.mode = "fails";
  await store.reserve([SCOPE], "fresh", 0);
  await clock.advance(TIMEOUT_MS + SPAN_MS);
}

describe("H23: the store of a fleet", () => {
  test("decides while it answers; nothing is left behind", async () => {
    const store = createStore();
    for (let index = 0; index < 20; index++) {
      expect((await store.reserve([SCOPE], "fresh", 0)).place).toBeDefined();
    }
    expect(remote.reserved).toBe(20);
    expect(remote.pingedAtMs).toEqual([]);
    expect(clock.timers()).toBe(0);
    expect(warnings).toEqual([]);
  });

  test("is told of what the venue refused", () => {
    const store = createStore();
    store.block([SCOPE], 500, 0.9);
    expect(remote.blocks).toEqual([[[SCOPE], 500, 0.9]]);
  });

  test("is waited for until the timeout, and no longer", async () => {
    remote.mode = "hangs";
    const store = createStore();
    let reservation: Reservation | undefined;
    void store.reserve([SCOPE], "fresh", 0).then((result) => {
      reservation = result;
    });
    await clock.advance(TIMEOUT_MS - 1);
    expect(reservation).toBeUndefined();
    await clock.advance(1);
    expect(reservation).toEqual({ waitMs: SPAN_MS, place: undefined });
    expect(clock.timers()).toBe(0);
  });

  test("is not waited for by each request while it is silent", async () => {
    const store = createStore();
    await beAlone(store);
    remote.mode = "hangs";
    const first = store.reserve([SCOPE], "fresh", 0);
    await clock.advance(TIMEOUT_MS);
    await first;
    for (let index = 0; index < 5; index++) {
      await store.reserve([SCOPE], "fresh", 0);
      await clock.advance(300);
    }
    expect(remote.reserved).toBe(1);
  });
});

describe("without the store, a process", () => {
  test.each(["fails", "hangs"] as const)(
    "uses nothing for a whole span, and then its part (the store %s)",
    async (mode) => {
      remote.mode = mode;
      const store = createStore();
      const first = store.reserve([SCOPE], "fresh", 0);
      await clock.advance(TIMEOUT_MS);
      await first;
      expect(await grantsOf(store)).toBe(0);
      await clock.advance(SPAN_MS - 1);
      expect(await grantsOf(store)).toBe(0);
      await clock.advance(TIMEOUT_MS + 1);
      expect(await grantsOf(store)).toBe(2);
    },
  );

  test.each(
    [WINDOW, BUCKET].flatMap((limit) =>
      [1, 2, 3, 8, 16].map((processes) => ({ limit, processes, kind: limit.kind })),
    ),
  )("never uses more than the part of one of $processes ($kind)", async ({ limit, processes }) => {
    const scope = { ...SCOPE, limit };
    const random = seededRandom(20_260_101 + processes);
    const store = createStore(processes);
    await beAlone(store);
    await store.reserve([scope], "fresh", -1);
    const times: number[] = [];
    for (let index = 0; index < 2_000; index++) {
      await clock.advance(random() * 20);
      const turn = random() < 0.3 ? "cancel" : "fresh";
      const { place, waitMs } = await store.reserve([scope], turn, random() * 30);
      if (place !== undefined) times.push(clock.monotonic() + waitMs);
    }
    const size = Math.floor(limit.size / processes);
    // A bucket that was full gives twice its size in the time in which it fills.
    const most = limit.kind === "bucket" ? 2 * size : size;
    // The times of places are compared across a rounding.
    expect(mostInAnyWindow(times, SPAN_MS - 0.001)).toBeLessThanOrEqual(most);
    expect(times.length).toBeGreaterThan(((clock.monotonic() - 1_050) / SPAN_MS) * size * 0.8);
  });

  test.each([WINDOW, BUCKET])(
    "uses nothing of a limit with less than one request for each ($kind)",
    async (limit) => {
      const store = createStore(17);
      await beAlone(store);
      await clock.advance(100 * SPAN_MS);
      const asked = store.reserve([{ ...SCOPE, limit }], "cancel", 200);
      await clock.advance(TIMEOUT_MS);
      expect(await asked).toEqual({ waitMs: 250, place: undefined });
    },
  );

  test("holds back a limit that it meets for the first time only as long as the others", async () => {
    const store = createStore();
    await beAlone(store);
    const other = { ...SCOPE, key: "venue:host:other:default" };
    expect(await grantsOf(store, other)).toBe(2);
  });

  test("heeds what the venue refuses it", async () => {
    const store = createStore();
    await beAlone(store);
    store.block([SCOPE], 700);
    expect(await grantsOf(store)).toBe(0);
    await clock.advance(700);
    expect(await grantsOf(store)).toBe(2);
  });

  test("says so once, and once that it is over", async () => {
    const store = createStore();
    for (let outage = 1; outage <= 3; outage++) {
      remote.mode = "fails";
      await Promise.all([1, 2, 3].map(() => store.reserve([SCOPE], "fresh", 0)));
      for (let index = 0; index < 10; index++) {
        await store.reserve([SCOPE], "fresh", 0);
        await clock.advance(100);
      }
      expect(warnings).toHaveLength(2 * outage - 1);
      remote.mode = "answers";
      await clock.advance(250);
      await store.reserve([SCOPE], "fresh", -1);
      await nextTurn();
      expect(await isShared(store)).toBe(true);
      expect(warnings).toHaveLength(2 * outage);
    }
    expect(new Set(warnings).size).toBe(2);
  });
});

describe("a store that does not answer is asked whether it is back", () => {
  test("at most once in 250 ms", async () => {
    const store = createStore();
    await beAlone(store);
    const from = remote.pingedAtMs.length;
    for (let index = 0; index < 3_000; index++) {
      await clock.advance(1);
      await Promise.all([store.reserve([SCOPE], "fresh", 0), store.reserve([SCOPE], "cancel", 0)]);
    }
    const times = remote.pingedAtMs.slice(from);
    expect(times.length).toBeGreaterThan(10);
    times.forEach((time, index) => {
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(250);
    });
  });

  test("by one question at a time, and without an answer the process goes on alone", async () => {
    remote.mode = "hangs";
    const store = createStore();
    const first = store.reserve([SCOPE], "fresh", 0);
    await clock.advance(TIMEOUT_MS);
    await first;
    let granted = 0;
    for (let index = 0; index < 49; index++) {
      await clock.advance(100);
      granted += await grantsOf(store);
    }
    expect(granted).toBeGreaterThanOrEqual(2 * 3);
    expect(remote.pingedAtMs).toHaveLength(1);
  });

  test("again some time after a question that was lost", async () => {
    remote.mode = "hangs";
    const store = createStore();
    const first = store.reserve([SCOPE], "fresh", 0);
    await clock.advance(TIMEOUT_MS);
    await first;
    // The question went into a connection that is half open: there will never be an answer.
    remote.mode = "answers";
    await clock.advance(5_000);
    await store.reserve([SCOPE], "fresh", -1);
    expect(await isShared(store)).toBe(true);
  });
});

describe("when the store is back", () => {
  test("a reservation that came too late is given back", async () => {
    remote.mode = "hangs";
    const store = createStore();
    const first = store.reserve([SCOPE], "fresh", 0);
    await clock.advance(TIMEOUT_MS);
    expect((await first).place).toBeUndefined();
    expect(remote.released).toEqual([]);
    for (const { answer } of remote.waiting) answer.resolve();
    await nextTurn();
    expect(remote.released).toEqual([0]);
  });

  test("it is told how long it was gone and what was used in the meantime, of all limits", async () => {
    const store = createStore();
    const other = { ...SCOPE, key: "venue:host:other:default", limit: BUCKET };
    await store.reserve([other], "fresh", 0);
    await clock.advance(400);
    await beAlone(store);
    expect(await grantsOf(store)).toBe(2);
    await clock.advance(300);
    remote.mode = "answers";
    await store.reserve([SCOPE], "fresh", -1);
    await nextTurn();
    expect(remote.absences).toEqual([
      {
        silentMs: 400 + TIMEOUT_MS + SPAN_MS + 300,
        outageMs: TIMEOUT_MS + SPAN_MS + 300,
        used: [
          { scope: other, amount: 0 },
          { scope: SCOPE, amount: 2 },
        ],
      },
    ]);
    expect(await isShared(store)).toBe(true);
  });

  test("nothing is used while it is told", async () => {
    const store = createStore();
    await beAlone(store);
    await clock.advance(300);
    remote.mode = "hangs";
    void store.reserve([SCOPE], "fresh", -1);
    await nextTurn();
    expect(remote.waiting.at(-1)?.kind).toBe("ping");
    remote.waiting.at(-1)?.answer.resolve();
    await nextTurn();
    expect(remote.waiting.at(-1)?.kind).toBe("rejoin");
    let isAnswered = false;
    void store.reserve([SCOPE], "fresh", 0).then(() => {
      isAnswered = true;
    });
    await nextTurn();
    expect(isAnswered).toBe(false);
    remote.mode = "answers";
    remote.waiting.at(-1)?.answer.resolve();
    await nextTurn();
    expect(isAnswered).toBe(true);
    expect(await isShared(store)).toBe(true);
  });

  test.each(["fails", "hangs"] as const)(
    "but cannot be told (it %s), the process stays alone",
    async (how) => {
      const store = createStore();
      await beAlone(store);
      for (let index = 0; index < 10; index++) {
        await clock.advance(300);
        remote.mode = "answers";
        remote.canRejoin = false;
        const asking = store.reserve([SCOPE], "fresh", -1);
        if (how === "hangs") remote.mode = "hangs";
        await nextTurn();
        await clock.advance(TIMEOUT_MS);
        expect((await asking).place).toBeUndefined();
      }
      expect(remote.absences.length).toBeGreaterThanOrEqual(9);
      expect(await isShared(store)).toBe(false);
      expect(warnings).toHaveLength(1);
      expect(clock.timers()).toBe(0);
      // The store may have served others when it last answered.
      await clock.advance(SPAN_MS + TIMEOUT_MS);
      remote.mode = "fails";
      await store.reserve([SCOPE], "fresh", -1);
      expect(await grantsOf(store)).toBe(2);
      remote.mode = "answers";
      remote.canRejoin = true;
      await clock.advance(300);
      await store.reserve([SCOPE], "fresh", -1);
      await nextTurn();
      expect(await isShared(store)).toBe(true);
    },
  );

  test("a process that was idle asks it before it uses its part, as the others share the whole again", async () => {
    const store = createStore();
    await beAlone(store);
    remote.mode = "answers";
    // The others are back for long. Nothing was sent from here.
    await clock.advance(60_000);
    const before = remote.reserved;
    const places = await Promise.all([1, 2].map(() => store.reserve([SCOPE], "fresh", 0)));
    const granted = places.filter(({ place }) => place !== undefined).length;
    expect(granted - (remote.reserved - before)).toBeLessThanOrEqual(0);
  });

  test("it is not told of a block as if it began now", async () => {
    const store = createStore();
    await beAlone(store);
    store.block([SCOPE], 30_000);
    // A client that keeps commands until it is connected would say so then: the fleet would stop for what is long over.
    expect(remote.blocks).toEqual([]);
  });

  test("it is told how long the venue still wants nothing", async () => {
    const store = createStore();
    await beAlone(store);
    store.block([SCOPE], 60_000);
    await clock.advance(300);
    remote.mode = "answers";
    await store.reserve([SCOPE], "fresh", -1);
    await nextTurn();
    expect(remote.blocks).toEqual([[[SCOPE], 59_700]]);
  });
});

test("a process that loses its store still knows what the venue refused before", async () => {
  const store = createStore();
  store.block([SCOPE], 10_000);
  await beAlone(store);
  expect(await grantsOf(store)).toBe(0);
  await clock.advance(9_999 - TIMEOUT_MS - SPAN_MS);
  expect(await grantsOf(store)).toBe(0);
  await clock.advance(1);
  expect(await grantsOf(store)).toBe(2);
});
