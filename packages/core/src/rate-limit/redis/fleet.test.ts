import { hasRedisServer, OVER_REDIS, type RedisServer, startRedisServer } from "@cqvx/redis-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LimitedScope, RateLimiter, ScopeLimit } from "../../contract/rate-limit.ts";
import { createManualClock, type ManualClock } from "../../testdata/clocks/manual-clock.ts";
import { onClock, type Pending, trackPending } from "../../testdata/clocks/script-clock.ts";
import { mostInAnyWindow, mostOverBucket } from "../../testdata/limits/limits.ts";
import { connectTo, type RedisConnection } from "../../testdata/network/redis-connection.ts";
import { seededRandom } from "../../testdata/seeded-random.ts";
import { createLimiterOver } from "../rate-limiter.ts";
import { toScopeLimit } from "../scope-limit.ts";
import type { SendCommand } from "./redis-client.ts";
import { createRedisStore } from "./redis-store.ts";
import { createSharedStore } from "./shared-store.ts";

const PROCESSES = 8;
const WINDOW_MS = 1_000;
const MARGIN_MS = 30;
const STEP_MS = 5;

const LIMIT: ScopeLimit = {
  kind: "window",
  size: 40,
  spanMs: WINDOW_MS + MARGIN_MS,
  reserve: 4,
  marginMs: MARGIN_MS,
};
const SCOPE: LimitedScope = { key: "venue:host.example:private:default", limit: LIMIT, weight: 1 };

const GONE = new Error("the connection is closed");

/** The connection of a process to the store. */
interface Link {
  readonly send: SendCommand;
  /** Interrupts the connection. Commands then fail at once, or are kept until it is restored, or are lost. */
  cut(how: "fails" | "keeps" | "loses"): void;
  restore(): void;
}

function linkTo(send: SendCommand): Link {
  let state: "open" | "fails" | "keeps" | "loses" = "open";
  const kept: (() => void)[] = [];
  return {
    send: (words) => {
      if (state === "open") return send(words);
      if (state === "fails") return Promise.reject(GONE);
      return new Promise((resolve, reject) => {
        if (state === "keeps") kept.push(() => send(words).then(resolve, reject));
      });
    },
    cut: (how) => {
      state = how;
    },
    restore: () => {
      state = "open";
      for (const sendKept of kept.splice(0)) sendKept();
    },
  };
}

interface Process extends Link {
  readonly limiter: RateLimiter;
  /** The number of requests that the process keeps waiting. */
  demand: number;
  waiting: number;
}

describe.skipIf(!hasRedisServer)(`H23, N7: eight processes under one limit, ${OVER_REDIS}`, () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let clock: ManualClock;
  let pending: Pending;
  let fleet: Process[];
  let sentAtMs: number[];
  let scope: LimitedScope;

  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectTo(server);
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await server.stop();
  });
  beforeEach(async () => {
    await connection.send(["FLUSHALL"]);
    clock = createManualClock();
    pending = trackPending(connection.send);
    sentAtMs = [];
    scope = SCOPE;
    fleet = Array.from({ length: PROCESSES }, (_, index) => createProcess(`process-${index}`));
  });

  const createProcess = (name: string): Process => {
    const link = linkTo(onClock(pending.send, clock));
    const ignore = (): void => {};
    const remote = createRedisStore(link.send, {
      prefix: "test",
      processes: PROCESSES,
      newId: () => name,
      clock,
    });
    const store = createSharedStore(remote, {
      processes: PROCESSES,
      timeoutMs: 50,
      clock,
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    });
    return { ...link, limiter: createLimiterOver(store, clock), demand: 0, waiting: 0 };
  };

  const ask = (process: Process): void => {
    while (process.waiting < process.demand) {
      process.waiting += 1;
      const request = {
        scopes: [scope],
        priority: "order",
        maxWaitMs: 3_600_000,
        signal: new AbortController().signal,
      } as const;
      void process.limiter.acquire(request).then((permit) => {
        process.waiting -= 1;
        if (!permit.isGranted) return;
        sentAtMs.push(clock.monotonic());
        permit.sent();
        permit.finish({});
      });
    }
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      for (const process of fleet) ask(process);
      await pending.settled();
      await clock.advance(STEP_MS);
      await pending.settled();
    }
  };
  const all = (act: (process: Process, index: number) => void): void => fleet.forEach(act);
  const sentBetween = (fromMs: number, toMs: number): number =>
    sentAtMs.filter((time) => time >= fromMs && time < toMs).length;
  const expectFullRateFrom = (fromMs: number): void => {
    const spans = 2;
    expect(sentBetween(fromMs, fromMs + spans * LIMIT.spanMs)).toBeGreaterThanOrEqual(
      0.9 * spans * LIMIT.size,
    );
  };
  const expectNoWindowTooFull = (): void => {
    expect(mostInAnyWindow(sentAtMs, WINDOW_MS)).toBeLessThanOrEqual(LIMIT.size);
  };
  const demandOf = (demand: number): void =>
    all((process) => {
      process.demand = demand;
    });

  /** Gives demand to so few processes that their shares are less than the whole limit. */
  const fewDemand = (): void =>
    all((process, index) => {
      process.demand = index < 3 ? 20 : 0;
    });

  test("use it in full and never exceed it from the start", async () => {
    demandOf(20);
    await pass(10_000);
    expectNoWindowTooFull();
    expectFullRateFrom(5_000);
  });

  test.each(
    (["fails", "keeps", "loses"] as const).flatMap((how) =>
      ([200, 3_000] as const).flatMap((outageMs) =>
        ([true, false] as const).map((isEmptied) => ({
          how,
          outageMs,
          isEmptied,
          memory: isEmptied ? "empty" : "intact",
        })),
      ),
    ),
  )(
    "keep to it through an outage of $outageMs ms (commands: $how), after which the store is $memory",
    async ({ how, outageMs, isEmptied }) => {
      demandOf(20);
      await pass(6_000);
      all(({ cut }) => cut(how));
      await pass(outageMs);
      if (isEmptied) await connection.send(["FLUSHALL"]);
      const backAtMs = clock.monotonic();
      all(({ restore }) => restore());
      await pass(2_500);
      fewDemand();
      await pass(2_500 + 2 * LIMIT.spanMs);
      expectNoWindowTooFull();
      // Another test covers the rate after lost commands.
      if (how !== "loses") expectFullRateFrom(backAtMs + 5_000);
      const alone = sentBetween(backAtMs - 1_500, backAtMs);
      if (outageMs > 2_000) expect(alone).toBeGreaterThanOrEqual(LIMIT.size * 0.8);
    },
  );

  test("reach the full rate again after probes were lost with a connection", async () => {
    demandOf(20);
    await pass(5_000);
    all(({ cut }) => cut("loses"));
    await pass(1_000);
    all(({ restore }) => restore());
    fewDemand();
    // A client may take this long to detect the lost connection.
    await pass(30_000);
    const backAtMs = clock.monotonic();
    await pass(2 * LIMIT.spanMs);
    expectFullRateFrom(backAtMs);
  });

  test.each(["fails", "keeps"] as const)(
    "keep to it when they reach the store again one after another within 2 s (commands: %s)",
    async (how) => {
      demandOf(20);
      await pass(6_000);
      all(({ cut }) => cut(how));
      await pass(3_000);
      for (const { restore } of fleet) {
        restore();
        await pass(250);
      }
      const backAtMs = clock.monotonic();
      await pass(2_500);
      fewDemand();
      await pass(2_500 + 2 * LIMIT.spanMs);
      expectNoWindowTooFull();
      expectFullRateFrom(backAtMs + 5_000);
    },
  );

  test("keep to it when one of them is idle during the outage and long after it", async () => {
    demandOf(20);
    await pass(6_000);
    all(({ cut }) => cut("fails"));
    await pass(1_000);
    const idle = fleet[0] as Process;
    idle.demand = 0;
    await pass(3_000);
    all(({ restore }) => restore());
    await pass(1_000);
    // Its waiting requests have been sent by now.
    await pass(9_000);
    expect(idle.waiting).toBe(0);
    for (let burst = 0; burst < 3; burst++) {
      idle.demand = 20;
      await pass(STEP_MS);
      idle.demand = 0;
      await pass(3_000);
    }
    expectNoWindowTooFull();
  });

  test("keep to it when one of them notices the outage only with its last request", async () => {
    demandOf(20);
    const idle = fleet[0] as Process;
    idle.demand = 0;
    await pass(6_000);
    all(({ cut }) => cut("fails"));
    // This request starts the outage of its process, and gives up before the share is free.
    const request = {
      scopes: [SCOPE],
      priority: "read",
      maxWaitMs: 100,
      signal: new AbortController().signal,
    } as const;
    await idle.limiter.acquire(request);
    await pass(2_000);
    all(({ restore }) => restore());
    await pass(8_000);
    idle.demand = 10;
    await pass(2_000);
    expectNoWindowTooFull();
  });

  test.each([1, 2, 3, 4])(
    "keep to it through random outages and losses of the store (seed %i)",
    async (seed) => {
      const random = seededRandom(seed);
      demandOf(20);
      await pass(3_000);
      for (let outage = 0; outage < 4; outage++) {
        all(({ cut }) => cut("fails"));
        await pass(random() * 3_000);
        if (random() < 0.5) await connection.send(["FLUSHALL"]);
        for (const { restore } of fleet) {
          restore();
          if (random() < 0.3) await pass(random() * 400);
        }
        await pass(random() * 3_000);
      }
      expectNoWindowTooFull();
      expect(sentAtMs.length).toBeGreaterThan(100);
    },
  );

  test.each([
    { windowMs: 100, limit: 10 },
    { windowMs: 250, limit: 16 },
    { windowMs: 5_000, limit: 40 },
    { windowMs: 1_000, limit: 5 },
  ])("keep to $limit in $windowMs ms through an outage", async ({ windowMs, limit }) => {
    scope = { ...SCOPE, limit: toScopeLimit({ limit, windowMs }, 0.1) };
    demandOf(20);
    await pass(4_000);
    all(({ cut }) => cut("fails"));
    await pass(3_000);
    all(({ restore }) => restore());
    await pass(10_000);
    expect(mostInAnyWindow(sentAtMs, windowMs)).toBeLessThanOrEqual(limit);
  });

  test.each([true, false])(
    "keep to a bucket through an outage (the store is emptied: %s)",
    async (isEmptied) => {
      const bucket = { rate: 40, burst: 20 };
      scope = { ...SCOPE, limit: toScopeLimit(bucket, 0.1) };
      demandOf(20);
      await pass(4_000);
      all(({ cut }) => cut("fails"));
      await pass(3_000);
      if (isEmptied) await connection.send(["FLUSHALL"]);
      all(({ restore }) => restore());
      await pass(7_000);
      expect(mostOverBucket(sentAtMs, bucket)).toBeLessThanOrEqual(0);
      const nowMs = clock.monotonic();
      expect(sentBetween(nowMs - 2_000, nowMs)).toBeGreaterThanOrEqual(2 * bucket.rate * 0.9);
    },
  );

  test("keep to it when the store fails again and again", async () => {
    demandOf(20);
    await pass(3_000);
    for (let outage = 0; outage < 6; outage++) {
      all(({ cut }) => cut(outage % 2 === 0 ? "fails" : "keeps"));
      await pass(700 + 300 * outage);
      if (outage % 3 === 0) await connection.send(["FLUSHALL"]);
      all(({ restore }) => restore());
      await pass(100 + 400 * outage);
    }
    const backAtMs = clock.monotonic();
    await pass(5_000 + 2 * LIMIT.spanMs);
    expectNoWindowTooFull();
    expectFullRateFrom(backAtMs + 5_000);
  });
});
