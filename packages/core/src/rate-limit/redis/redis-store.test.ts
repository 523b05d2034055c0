import { hasRedisServer, OVER_REDIS, type RedisServer, startRedisServer } from "@cqvx/redis-server";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LimitedScope, ScopeLimit } from "../../contract/rate-limit.ts";
import { createManualClock, type ManualClock } from "../../testdata/clocks/manual-clock.ts";
import { onClock } from "../../testdata/clocks/script-clock.ts";
import { connectTo, type RedisConnection } from "../../testdata/network/redis-connection.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import type { LimitStore, Place, Reservation, Turn } from "../limit-store.ts";
import { createMemoryStore } from "../memory-store.ts";
import type { SendCommand } from "./redis-client.ts";
import { createRedisStore, type RemoteStore } from "./redis-store.ts";
import { LIMIT_SCRIPT } from "./script.ts";

const TURNS: readonly Turn[] = ["fresh", "waiting", "cancel"];

const WINDOW: ScopeLimit = { kind: "window", size: 4, spanMs: 1_000, reserve: 1, marginMs: 30 };
const BUCKET: ScopeLimit = { kind: "bucket", size: 4, spanMs: 1_000, reserve: 1, marginMs: 30 };

function scopeOf(limit: Partial<ScopeLimit> = {}, name = "private", weight = 1): LimitedScope {
  return { key: `venue:host.example:${name}:default`, limit: { ...WINDOW, ...limit }, weight };
}

let count = 0;

function storeOver(send: SendCommand, clock: ManualClock, processes = 1): RemoteStore {
  const name = `process-${count++}`;
  return createRedisStore(send, { prefix: "test", processes, newId: () => name, clock });
}

test("a machine that runs CI has a redis-server, as the tests of the shared limits need one", () => {
  expect(hasRedisServer || process.env.CI === undefined).toBe(true);
});

describe.skipIf(!hasRedisServer)(`the script ${OVER_REDIS}`, () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let send: SendCommand;
  let clock: ManualClock;

  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectTo(server);
  });
  beforeEach(async () => {
    await connection.send(["FLUSHALL"]);
    clock = createManualClock();
    send = onClock(connection.send, clock);
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await server.stop();
  });

  /** A store to which these scopes are known, and free. */
  const openStore = async (...scopes: readonly LimitedScope[]): Promise<RemoteStore> => {
    const store = storeOver(send, clock);
    for (const scope of scopes) await store.reserve([scope], "cancel", -1);
    await clock.advance(Math.max(...scopes.map(({ limit }) => limit.spanMs)));
    return store;
  };
  const takeAll = async (store: LimitStore, scope: LimitedScope, turn: Turn = "cancel"): Promise<Place[]> => {
    const places: Place[] = [];
    for (;;) {
      const { place } = await store.reserve([scope], turn, 0);
      if (place === undefined) return places;
      places.push(place);
    }
  };
  /** What was told without waiting has been done. */
  const told = (): Promise<unknown> => connection.send(["PING"]);

  describe("gives the answers of the store in memory", () => {
    const limit: fc.Arbitrary<ScopeLimit> = fc
      .record({
        kind: fc.constantFrom("window" as const, "bucket" as const),
        size: fc.integer({ min: 1, max: 12 }),
        spanMs: fc.integer({ min: 50, max: 5_000 }),
        reserve: fc.nat(3),
      })
      .map(({ reserve, ...rest }) => ({ ...rest, reserve: Math.min(reserve, rest.size - 1), marginMs: 10 }));
    const fraction = fc.integer({ min: 1, max: 9_972 }).map((parts) => parts / 9_973);
    /** Of the shortest span. */
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
          turn: fc.constantFrom(...TURNS),
          ahead: fc.oneof(fc.constant(0), fraction),
        }),
      },
      { weight: 2, arbitrary: fc.record({ op: fc.constant("release" as const), which: fc.nat(5) }) },
      {
        weight: 2,
        arbitrary: fc.record({ op: fc.constant("defer" as const), which: fc.nat(5), by: fraction }),
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

    test("to every sequence of what is asked of them, within 0.01 ms", async () => {
      let count = 0;
      let granted = 0;
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(run, async ({ limits, steps }) => {
          const scopes = limits.map((limit, index) => scopeOf(limit, `${count}-${index}`));
          count += 1;
          const shortestMs = Math.min(...limits.map(({ spanMs }) => spanMs));
          const memory = createMemoryStore(clock);
          const remote = storeOver(send, clock);
          // Nobody knows what was sent before.
          for (const scope of scopes) {
            expect(await remote.reserve([scope], "cancel", -1)).toEqual({
              waitMs: scope.limit.spanMs,
              place: undefined,
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
          const taken: { readonly both: readonly Place[]; readonly atMs: number }[] = [];
          for (const { step, operation } of steps) {
            await clock.advance(step * shortestMs);
            if (operation.op === "reserve") {
              const { turn, ahead } = operation;
              const parameters = [wanted(operation.weights), turn, ahead * shortestMs] as const;
              const [own, other] = [await memory.reserve(...parameters), await remote.reserve(...parameters)];
              expect(Math.abs(own.waitMs - other.waitMs)).toBeLessThan(0.01);
              const areAlike = (other.place === undefined) === (own.place === undefined);
              // The script rounds times: which side of the limit such a wait is on, nobody cares.
              if (!areAlike && Math.abs(own.waitMs - parameters[2]) < 0.01) return;
              expect(areAlike).toBe(true);
              if (own.place === undefined || other.place === undefined) {
                refused += 1;
                continue;
              }
              granted += 1;
              taken.push({ both: [own.place, other.place], atMs: clock.monotonic() + own.waitMs });
            } else if (operation.op === "block") {
              const { by, below } = operation;
              for (const store of [memory, remote]) {
                store.block(wanted(operation.weights), by * shortestMs * 2, below);
              }
            } else {
              const index = operation.which % Math.max(taken.length, 1);
              const one = taken[index];
              if (one === undefined) continue;
              if (operation.op === "release") {
                taken.splice(index, 1);
                for (const place of one.both) place.release();
              } else if (one.atMs > clock.monotonic() - shortestMs) {
                for (const place of one.both) place.defer(operation.by * shortestMs);
              }
            }
            await told();
          }
        }),
        { ...SEEDED, numRuns: 400, endOnFailure: true },
      );
      // It is about both.
      expect(Math.min(granted, refused)).toBeGreaterThan(1_000);
    });
  });

  test("so does the store in memory when places far ahead are given back: those before them are still taken", async () => {
    const scope = scopeOf();
    const memory = createMemoryStore(clock);
    const remote = await openStore(scope);
    for (const store of [remote, memory]) {
      const cancels: Place[] = [];
      for (let index = 0; index < 9; index++) {
        const { place } = await store.reserve([scope], "cancel", 10_000);
        if (place !== undefined) cancels.push(place);
      }
      for (const place of cancels.slice(4)) place.release();
      await told();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_000, 2);
    }
  });

  describe("takes all scopes or none", () => {
    test("so that one which is full keeps the places of the others free", async () => {
      const [full, free] = [scopeOf({}, "full"), scopeOf({}, "free")];
      const store = await openStore(full, free);
      await takeAll(store, full);
      for (let attempt = 0; attempt < 20; attempt++) {
        expect((await store.reserve([free, full], "cancel", 0)).place).toBeUndefined();
      }
      expect(await takeAll(store, free)).toHaveLength(4);
    });

    test("at one time that suits all", async () => {
      const [full, free] = [scopeOf({ kind: "bucket" }, "full"), scopeOf({}, "free")];
      const store = await openStore(full, free);
      await takeAll(store, full);
      expect((await store.reserve([free, full], "cancel", 500)).waitMs).toBeCloseTo(250, 2);
      await clock.advance(1_000);
      // The place in the window was at 250 ms, not at 0.
      expect(await takeAll(store, free)).toHaveLength(3);
    });

    test.each([WINDOW, BUCKET])("with a weight of several, in a $kind", async (limit) => {
      const heavy = { ...scopeOf(limit), weight: 3 };
      const store = await openStore(heavy);
      expect((await store.reserve([heavy], "cancel", 0)).place).toBeDefined();
      expect((await store.reserve([heavy], "cancel", 0)).place).toBeUndefined();
      expect(await takeAll(store, { ...heavy, weight: 1 })).toHaveLength(1);
    });
  });

  describe("shares a limit between processes", () => {
    test.each([WINDOW, BUCKET])("in which each finds what the others took ($kind)", async (limit) => {
      const scope = scopeOf(limit);
      const stores = [await openStore(scope), storeOver(send, clock), storeOver(send, clock)];
      const places = await Promise.all(
        Array.from({ length: 30 }, (_, index) => stores[index % 3]?.reserve([scope], "cancel", 0)),
      );
      expect(places.filter((each) => each?.place !== undefined)).toHaveLength(4);
    });

    test.each([WINDOW, BUCKET])(
      "where a place that is given back is free for another ($kind)",
      async (limit) => {
        const scope = scopeOf(limit);
        const [one, other] = [await openStore(scope), storeOver(send, clock)];
        const place = (await takeAll(one, scope)).at(-1);
        place?.release();
        await told();
        expect(await takeAll(other, scope)).toHaveLength(1);
      },
    );

    test.each([WINDOW, BUCKET])("where what is sent late counts later ($kind)", async (limit) => {
      const scope = scopeOf({ ...limit, size: 1, reserve: 0 });
      const [one, other] = [await openStore(scope), storeOver(send, clock)];
      const [place] = await takeAll(one, scope);
      place?.defer(300);
      await told();
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_300, 2);
    });

    test("where what reaches the venue more than a span late counts then", async () => {
      const scope = scopeOf({ size: 1, reserve: 0 });
      const [one, other] = [await openStore(scope), storeOver(send, clock)];
      const memory = createMemoryStore(clock);
      const places = [...(await takeAll(one, scope)), ...(await takeAll(memory, scope))];
      await clock.advance(1_500);
      // Others look, and find it free, before it is known how late it was.
      await other.reserve([scope], "cancel", -1);
      for (const place of places) place.defer(1_400);
      await told();
      const { waitMs } = await memory.reserve([scope], "cancel", 0);
      expect(waitMs).toBeCloseTo(900, 2);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(waitMs, 2);
    });

    test("where all heed what the venue refused one of them", async () => {
      const scope = scopeOf();
      const [one, other] = [await openStore(scope), storeOver(send, clock)];
      one.block([scope], 5_000);
      one.block([scope], 1_000);
      await told();
      for (const turn of TURNS) {
        expect((await other.reserve([scope], turn, 0)).waitMs).toBeCloseTo(5_000, 2);
      }
    });

    test.each([WINDOW, BUCKET])(
      "where nothing left means nothing new where it is their own doing ($kind)",
      async (limit) => {
        const scope = scopeOf(limit);
        const [one, other] = [await openStore(scope), storeOver(send, clock)];
        await one.reserve([scope], "cancel", 0);
        await other.reserve([scope], "cancel", 0);
        one.block([scope], 700, 0.5);
        await told();
        expect((await other.reserve([scope], "cancel", -1)).waitMs).toBe(0);
        one.block([scope], 700, 0.75);
        await told();
        expect((await other.reserve([scope], "cancel", -1)).waitMs).toBeCloseTo(700, 2);
      },
    );

    test("where a cancel takes the next place, ahead of reads that ask all the time", async () => {
      const scope = scopeOf();
      const [cancels, reads] = [await openStore(scope), storeOver(send, clock)];
      await takeAll(cancels, scope);
      await clock.advance(100);
      expect((await reads.reserve([scope], "waiting", 30)).place).toBeUndefined();
      const cancel = await cancels.reserve([scope], "cancel", 5_000);
      expect(cancel.place).toBeDefined();
      expect(cancel.waitMs).toBeCloseTo(900, 2);
      for (let waitedMs = 0; waitedMs < 900; waitedMs += 20) {
        const read = await reads.reserve([scope], "waiting", 30);
        if (read.place !== undefined) expect(waitedMs + read.waitMs).toBeGreaterThan(cancel.waitMs);
        await clock.advance(20);
      }
    });
  });

  describe("knows what it cannot know", () => {
    const lost = (): Promise<unknown> => connection.send(["FLUSHALL"]);

    test.each([WINDOW, BUCKET])("an empty server is waited out for one span ($kind)", async (limit) => {
      const scope = scopeOf(limit);
      const store = storeOver(send, clock);
      for (const turn of TURNS) expect((await store.reserve([scope], turn, 0)).waitMs).toBe(1_000);
      await clock.advance(999);
      expect((await store.reserve([scope], "cancel", 0)).place).toBeUndefined();
      await clock.advance(1);
      expect(await takeAll(store, scope)).toHaveLength(4);
    });

    test.each([WINDOW, BUCKET])("so is one that was emptied, once ($kind)", async (limit) => {
      const scope = scopeOf(limit);
      const [one, other] = [await openStore(scope), storeOver(send, clock)];
      await takeAll(one, scope);
      await lost();
      await clock.advance(10);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBe(1_000);
      await clock.advance(400);
      expect((await one.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(600, 2);
      await clock.advance(600);
      expect(await takeAll(one, scope)).toHaveLength(4);
    });

    test("so is one that has forgotten only the latest", async () => {
      const scope = scopeOf();
      const [one, other] = [await openStore(scope), storeOver(send, clock)];
      await one.reserve([scope], "cancel", 0);
      await clock.advance(10);
      await other.reserve([scope], "cancel", 0);
      await connection.send(["ZREMRANGEBYRANK", "test:{venue:host.example}:private:default", "-1", "-1"]);
      await clock.advance(10);
      expect((await one.reserve([scope], "cancel", -1)).waitMs).toBe(0);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBe(1_000);
      await clock.advance(20);
      expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(980, 2);
    });

    test("one that gave its latest place back is not taken for forgotten", async () => {
      const scope = scopeOf();
      const store = await openStore(scope);
      const [, place] = await takeAll(store, scope);
      place?.release();
      const { place: latest } = await store.reserve([scope], "cancel", 0);
      latest?.release();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBe(0);
    });

    test.each([WINDOW, BUCKET])(
      "an emptied server is waited out when the first it hears is a block ($kind)",
      async (limit) => {
        const scope = scopeOf(limit);
        const store = await openStore(scope);
        await takeAll(store, scope);
        await clock.advance(600);
        await lost();
        store.block([scope], 1);
        await told();
        const { waitMs } = await storeOver(send, clock).reserve([scope], "cancel", -1);
        expect(waitMs).toBeGreaterThan(990);
      },
    );

    test.each([3_700_000, 86_400_000])("a window of %i ms is waited out once, too", async (spanMs) => {
      const scope = scopeOf({ spanMs });
      const store = storeOver(send, clock);
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBe(spanMs);
      await clock.advance(10_000);
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(spanMs - 10_000, 2);
    });

    test.each([WINDOW, BUCKET])("the longest block that a client asks for is kept ($kind)", async (limit) => {
      const scope = scopeOf(limit);
      const store = await openStore(scope);
      store.block([scope], 15 * 60_000);
      await told();
      expect((await store.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(15 * 60_000, 2);
    });

    test.each(
      [1_000, 30_000, 59_000, 120_000, 3_000_000, 90_000_000].flatMap((byMs) =>
        [WINDOW, BUCKET].map((limit) => ({ byMs, limit, kind: limit.kind })),
      ),
    )("a clock that is set back by $byMs ms blocks nobody for ever ($kind)", async ({ byMs, limit }) => {
      const scope = scopeOf(limit);
      const store = await openStore(scope);
      await takeAll(store, scope);
      const back = createManualClock();
      const behind = storeOver(
        onClock(connection.send, { now: () => clock.now() - byMs + back.monotonic() }),
        back,
      );
      const { waitMs } = await behind.reserve([scope], "cancel", 0);
      expect(waitMs).toBeLessThanOrEqual(60_000 + 2 * limit.spanMs);
      await back.advance(waitMs + 0.001);
      expect((await behind.reserve([scope], "cancel", 0)).place).toBeDefined();
    });

    test("a server that has lost its scripts is sent them again", async () => {
      const scope = scopeOf();
      const store = await openStore(scope);
      await store.reserve([scope], "cancel", 0);
      await connection.send(["SCRIPT", "FLUSH"]);
      expect(await takeAll(store, scope)).toHaveLength(3);
    });
  });

  describe("takes back one who was without it", () => {
    const rejoin = (store: RemoteStore, scope: LimitedScope, awayMs: number, amount: number) =>
      store.rejoin({ silentMs: awayMs, outageMs: awayMs, used: [{ scope, amount }] });

    test.each([WINDOW, BUCKET])("with what it has used ($kind)", async (limit) => {
      const scope = scopeOf(limit);
      const store = await openStore(scope);
      await rejoin(store, scope, 100, 1.5);
      expect(await takeAll(store, scope)).toHaveLength(2);
    });

    test.each([WINDOW, BUCKET])(
      "and waits a span when nobody was served meanwhile ($kind)",
      async (limit) => {
        const scope = scopeOf(limit);
        const [one, other] = [await openStore(scope), storeOver(send, clock)];
        await takeAll(one, scope);
        await clock.advance(3_000);
        await rejoin(one, scope, 3_000, 0);
        expect((await one.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(1_000, 2);
        await clock.advance(200);
        await rejoin(other, scope, 3_200, 1);
        expect((await other.reserve([scope], "cancel", 0)).waitMs).toBeCloseTo(800, 2);
      },
    );

    test.each([WINDOW, BUCKET])(
      "and waits no span when others were served meanwhile ($kind)",
      async (limit) => {
        const scope = scopeOf(limit);
        const [one, other] = [await openStore(scope), storeOver(send, clock)];
        await one.reserve([scope], "cancel", 0);
        await clock.advance(3_000);
        await other.reserve([scope], "cancel", 0);
        await clock.advance(1_000);
        await rejoin(one, scope, 4_000, 1);
        expect(await takeAll(one, scope)).toHaveLength(3);
      },
    );

    test("who has asked nothing yet", async () => {
      const store = storeOver(send, clock);
      await expect(store.rejoin({ silentMs: 100, outageMs: 100, used: [] })).resolves.toEqual([]);
    });
  });

  describe("after it was forgotten what had been sent, gives those that are back their parts only", () => {
    test.each([WINDOW, BUCKET])("for a while ($kind)", async (limit) => {
      const scope = scopeOf({ ...limit, size: 16, reserve: 2 });
      const stores = Array.from({ length: 8 }, () => storeOver(send, clock, 8));
      const [one, ...others] = stores;
      if (one === undefined) return;
      await one.reserve([scope], "cancel", 0);
      await clock.advance(1_000);
      expect(await takeAll(one, scope)).toHaveLength(2);
      await clock.advance(1_000);
      for (const other of others.slice(0, 3)) await other.reserve([scope], "cancel", -1);
      expect(await takeAll(one, scope)).toHaveLength(8);
      await clock.advance(1_500);
      expect((await takeAll(one, scope)).length).toBe(16);
    });
  });

  describe("keeps", () => {
    const keys = async (): Promise<string[]> =>
      ((await connection.send(["KEYS", "*"])) as string[]).toSorted();

    test("a few keys for each limit, those of a venue's host on one server of a cluster, for a time", async () => {
      const real = storeOver(connection.send, clock);
      const limit = { spanMs: 10 };
      const scopes = [scopeOf(limit), scopeOf({ ...limit, kind: "bucket" }, "all")];
      for (let { place }: Partial<Reservation> = {}; place === undefined; )
        ({ place } = await real.reserve(scopes, "cancel", 10));
      expect(await keys()).toEqual([
        "test:{venue:host.example}:all:default:back",
        "test:{venue:host.example}:all:default:state",
        "test:{venue:host.example}:private:default",
        "test:{venue:host.example}:private:default:back",
        "test:{venue:host.example}:private:default:state",
      ]);
      for (const key of await keys()) expect(await connection.send(["PTTL", key])).toBeGreaterThan(0);
    });

    test("names of requests and times, and nothing else", async () => {
      const scope = scopeOf();
      const store = await openStore(scope);
      await store.reserve([scope], "cancel", 0);
      store.block([scope], 100);
      await told();
      const times = await connection.send(["ZRANGE", "test:{venue:host.example}:private:default", "0", "-1"]);
      expect(times).toEqual([expect.stringMatching(/^process-\d+:\d+:0$/)]);
      const state = (await connection.send([
        "HGETALL",
        "test:{venue:host.example}:private:default:state",
      ])) as string[];
      const known = ["blocked", "forgotten", "full", "granted", "late", "latest"];
      expect(known).toEqual(expect.arrayContaining(state.filter((_, index) => index % 2 === 0)));
      for (const value of state.filter((_, index) => index % 2 === 1)) {
        expect(value).toMatch(/^(\d+\.\d{3}|process-\d+:\d+)$/);
      }
    });
  });
});

describe("what is sent to a server", () => {
  /** A server that gives every place at once. */
  const recording = () => {
    const sent: string[][] = [];
    const clock = createManualClock();
    const send: SendCommand = async (words) => {
      sent.push(words);
      return words[0] === "SCRIPT" ? "hash" : ["0.000", "", "1767225600000.000"];
    };
    return { sent, store: storeOver(send, clock) };
  };

  test("is the script once, and then its hash", async () => {
    const { sent, store } = recording();
    await store.reserve([scopeOf()], "fresh", 0);
    await store.reserve([scopeOf()], "fresh", 0);
    expect(sent.map((words) => words.slice(0, 2))).toEqual([
      ["SCRIPT", "LOAD"],
      ["EVALSHA", "hash"],
      ["EVALSHA", "hash"],
    ]);
    expect(sent[0]?.[2]).toBe(LIMIT_SCRIPT);
  });

  test("has in one command only keys of one venue's host, as a cluster demands, also after an outage", async () => {
    const { sent, store } = recording();
    const used = ["one:a.example", "two:b.example"].map((place) => ({
      scope: { ...scopeOf(), key: `${place}:private:default` },
      amount: 1,
    }));
    await store.rejoin({ silentMs: 100, outageMs: 100, used });
    for (const [command, , count, ...rest] of sent) {
      if (command === "SCRIPT") continue;
      const tags = rest.slice(0, Number(count)).map((key) => /\{(.*?)\}/.exec(key)?.[1]);
      expect(new Set(tags).size).toBe(1);
    }
  });

  test.each([undefined, null, "", [], ["x", ""], [1], "OK"])(
    "answers %j are none of the script",
    async (answer) => {
      const store = storeOver(async () => answer, createManualClock());
      await expect(store.reserve([scopeOf()], "fresh", 0)).rejects.toThrow(TypeError);
    },
  );
});
