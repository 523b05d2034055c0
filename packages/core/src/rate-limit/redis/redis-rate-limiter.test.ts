import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { hasRedisServer, OVER_REDIS, type RedisServer, startRedisServer } from "@cqvx/redis-server";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type {
  LimitedScope,
  Permit,
  PermitRequest,
  RateLimiter,
  RequestPriority,
  ScopeLimit,
} from "../../contract/rate-limit.ts";
import type { Logger } from "../../contract/runtime.ts";
import { mostInAnyWindow } from "../../testdata/limits/limits.ts";
import { connectTo, type RedisConnection } from "../../testdata/network/redis-connection.ts";
import { type UnhandledRejections, watchRejections } from "../../testdata/unhandled-rejections.ts";
import type { RedisClient } from "./redis-client.ts";
import { createRedisRateLimiter, type RedisRateLimiterOptions } from "./redis-rate-limiter.ts";

/** Options with a timeout that a busy machine does not reach. */
const PATIENT: RedisRateLimiterOptions = { timeoutMs: 1_000, processes: 1 };

const LIMIT: ScopeLimit = { kind: "window", size: 20, spanMs: 200, reserve: 2, marginMs: 10 };

let scopes = 0;

/** Creates a scope that no other test uses. */
function newScope(limit: Partial<ScopeLimit> = {}, weight = 1): LimitedScope {
  return { key: `venue:host-${scopes++}.example:private:default`, limit: { ...LIMIT, ...limit }, weight };
}

function requestOf(priority: RequestPriority, ...wanted: readonly LimitedScope[]): PermitRequest {
  return { scopes: wanted, priority, maxWaitMs: 25_000, signal: new AbortController().signal };
}

async function permitOf(limiter: RateLimiter, request: PermitRequest): Promise<Permit> {
  const permit = await limiter.acquire(request);
  if (!permit.isGranted) throw new Error(`no permit within the limit: retry after ${permit.retryAfterMs} ms`);
  return permit;
}

function recordWarnings(): { readonly logger: Logger; readonly warnings: string[] } {
  const warnings: string[] = [];
  const ignore = (): void => {};
  return {
    warnings,
    logger: { debug: ignore, info: ignore, error: ignore, warn: (_, message) => void warnings.push(message) },
  };
}

/** A client as an application creates it, with a function that closes it. */
interface Client {
  readonly client: RedisClient;
  close(): void;
}

const CLIENTS: Readonly<Record<"ioredis" | "redis" | "a function", (port: number) => Promise<Client>>> = {
  ioredis: async (port) => {
    const client = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 20 });
    client.on("error", () => {});
    await once(client, "ready");
    return { client, close: () => client.disconnect() };
  },
  redis: async (port) => {
    const client = createClient({ socket: { port, host: "127.0.0.1", reconnectStrategy: () => 20 } });
    client.on("error", () => {});
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  "a function": async (port) => {
    const { client, send } = await connectTo({ port });
    return { client: send, close: () => client.disconnect() };
  },
};

describe("a limiter over Redis", () => {
  test.each([undefined, null, 1, "redis://host", {}, { call: 1 }])(
    "refuses a client that is %j",
    (client) => {
      expect(() => createRedisRateLimiter(client as unknown as RedisClient)).toThrow(/client/);
    },
  );

  test.each([
    [{ processes: 0 }, /processes/],
    [{ processes: 1.5 }, /processes/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ timeoutMs: 1_001 }, /timeoutMs/],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, /timeoutMs/],
    [{ prefix: "" }, /prefix/],
    [{ prefix: "{a}" }, /prefix/],
    [{ timeout: 1 }, /timeout/],
  ])("names the wrong option: %j", (options, message) => {
    const given = options as RedisRateLimiterOptions;
    expect(() => createRedisRateLimiter(async () => "OK", given)).toThrow(message);
  });
});

describe.skipIf(!hasRedisServer)(`a limiter, ${OVER_REDIS}`, () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let closing: (() => void)[];
  let rejections: UnhandledRejections;

  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectTo(server);
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await server.stop();
  });
  beforeEach(() => {
    closing = [];
    rejections = watchRejections();
  });
  afterEach(async () => {
    for (const close of closing) close();
    expect(await rejections.seen()).toEqual([]);
    rejections[Symbol.dispose]();
  });

  const connectWith = async (name: keyof typeof CLIENTS): Promise<RedisClient> => {
    const { client, close } = await CLIENTS[name](server.port);
    closing.push(close);
    return client;
  };
  /** Watches the slots that the server stores for a scope: the time of each, by the name of its request. */
  const watchSlots = async (scope: LimitedScope): Promise<Map<string, number>> => {
    const [venue, host, ...rest] = scope.key.split(":");
    const wanted = `{${venue}:${host}}:${rest.join(":")}`;
    const monitor = await connection.client.duplicate().monitor();
    closing.push(() => monitor.disconnect());
    const slots = new Map<string, number>();
    monitor.on("monitor", (_, [command, key, score, member]: string[]) => {
      if (!key?.endsWith(wanted)) return;
      if (command?.toUpperCase() === "ZADD") slots.set(String(member), Number(score));
      if (command?.toUpperCase() === "ZREM") slots.delete(String(score));
    });
    return slots;
  };
  const untilSeen = async (slots: ReadonlyMap<string, number>, count: number): Promise<void> => {
    while (slots.size < count) await sleep(5);
  };

  test("shares a limit between ioredis, redis and a function", async () => {
    const scope = newScope();
    const slots = await watchSlots(scope);
    const names = Object.keys(CLIENTS) as (keyof typeof CLIENTS)[];
    const limiters = await Promise.all(
      names.map(async (name) => createRedisRateLimiter(await connectWith(name), PATIENT)),
    );
    await Promise.all(
      limiters.flatMap((limiter) =>
        Array.from({ length: 20 }, () => permitOf(limiter, requestOf("order", scope))),
      ),
    );
    await untilSeen(slots, 60);
    expect(new Set([...slots.keys()].map((member) => member.split(":")[0])).size).toBe(3);
    expect(mostInAnyWindow([...slots.values()], LIMIT.spanMs - 0.01)).toBeLessThanOrEqual(20);
  });

  test("N7: grants 400 requests of four processes at once, and never more than the limit in a window", async () => {
    const scope = newScope();
    const slots = await watchSlots(scope);
    const { logger, warnings } = recordWarnings();
    const limiters = await Promise.all(
      (["ioredis", "redis", "ioredis", "redis"] as const).map(async (name) =>
        createRedisRateLimiter(await connectWith(name), PATIENT, { logger }),
      ),
    );
    const grantedAtMs: number[] = [];
    const priorities: readonly RequestPriority[] = ["order", "read", "order", "cancel"];
    await Promise.all(
      limiters.flatMap((limiter) =>
        Array.from({ length: 100 }, async (_, index) => {
          await permitOf(limiter, requestOf(priorities[index % 4] ?? "order", scope));
          grantedAtMs.push(Date.now());
        }),
      ),
    );
    await untilSeen(slots, 400);
    const times = [...slots.values()].toSorted((a, b) => a - b);
    expect(times).toHaveLength(400);
    expect(mostInAnyWindow(times, LIMIT.spanMs - 0.01)).toBeLessThanOrEqual(20);
    // No request is granted before its slot, apart from the error of timers and whole milliseconds.
    const earlyMs = grantedAtMs.toSorted((a, b) => a - b).map((at, index) => (times[index] ?? 0) - at);
    expect(Math.max(...earlyMs)).toBeLessThan(5);
    expect(warnings).toEqual([]);
  });

  test("reserves in all scopes of a request, with their weights, or in none", async () => {
    const light = newScope();
    const heavy = { ...newScope({ size: 10 }, 5), key: light.key.replace("private", "heavy") };
    const [lightSlots, heavySlots] = [await watchSlots(light), await watchSlots(heavy)];
    const limiters = [
      createRedisRateLimiter(await connectWith("ioredis"), PATIENT),
      createRedisRateLimiter(await connectWith("redis"), PATIENT),
    ];
    await Promise.all(
      limiters.flatMap((limiter) =>
        Array.from({ length: 5 }, () => permitOf(limiter, requestOf("order", light, heavy))),
      ),
    );
    await untilSeen(heavySlots, 50);
    await untilSeen(lightSlots, 10);
    expect(mostInAnyWindow([...heavySlots.values()], LIMIT.spanMs - 0.01)).toBeLessThanOrEqual(10);
    const firstOf = (slots: ReadonlyMap<string, number>): number[] =>
      [...slots]
        .filter(([member]) => member.endsWith(":0"))
        .map(([, time]) => time)
        .toSorted((a, b) => a - b);
    expect(firstOf(lightSlots)).toEqual(firstOf(heavySlots));
  });

  test("heeds in one process a refusal that another received", async () => {
    const scope = newScope();
    const [one, other] = [
      createRedisRateLimiter(await connectWith("ioredis"), PATIENT),
      createRedisRateLimiter(await connectWith("redis"), PATIENT),
    ];
    const permit = await permitOf(one, requestOf("order", scope));
    permit.sent();
    permit.finish({ refusedForMs: 60_000 });
    await connection.send(["PING"]);
    // The block travels on another connection and may arrive a little later.
    for (;;) {
      const answer = await other.acquire({ ...requestOf("cancel", scope), maxWaitMs: 1_000 });
      if (answer.isGranted) continue;
      expect(answer.retryAfterMs).toBeGreaterThan(30_000);
      break;
    }
  });

  test("goes on when the server has lost its scripts", async () => {
    const scope = newScope();
    const { logger, warnings } = recordWarnings();
    for (const name of Object.keys(CLIENTS) as (keyof typeof CLIENTS)[]) {
      const limiter = createRedisRateLimiter(await connectWith(name), PATIENT, { logger });
      for (let index = 0; index < 5; index++) {
        await permitOf(limiter, requestOf("order", scope));
        await connection.send(["SCRIPT", "FLUSH"]);
      }
    }
    expect(warnings).toEqual([]);
  });

  test("stores only names, times and processes, under the prefix, and lets them expire", async () => {
    const scope = newScope();
    const limiter = createRedisRateLimiter(await connectWith("ioredis"), { ...PATIENT, prefix: "mine" });
    await permitOf(limiter, requestOf("order", scope));
    const keys = (await connection.send(["KEYS", "mine*"])) as string[];
    const host = scope.key.split(":")[1];
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toMatch(new RegExp(`^mine:\\{venue:${host}\\}:private:default(:state|:back)?$`));
      expect(await connection.send(["PTTL", key])).toBeGreaterThan(0);
    }
  });
});

describe.skipIf(!hasRedisServer).each(["ioredis", "redis"] as const)(
  `H23: an outage with a client of %s, ${OVER_REDIS}`,
  (name) => {
    let server: RedisServer;
    let rejections: UnhandledRejections;
    let client: Client;
    let limiter: RateLimiter;
    let warnings: string[];
    const limit: ScopeLimit = { ...LIMIT, size: 40, reserve: 0 };

    beforeEach(async () => {
      server = await startRedisServer();
      client = await CLIENTS[name](server.port);
      rejections = watchRejections();
      const record = recordWarnings();
      warnings = record.warnings;
      limiter = createRedisRateLimiter(client.client, { processes: 4 }, { logger: record.logger });
    });
    afterEach(async () => {
      client.close();
      await server.stop();
      expect(await rejections.seen()).toEqual([]);
      rejections[Symbol.dispose]();
    });

    const acquire = (scope: LimitedScope, count: number): Promise<Permit[]> =>
      Promise.all(Array.from({ length: count }, () => permitOf(limiter, requestOf("order", scope))));
    /** Returns true when the server counts the next granted request. */
    const isShared = async (scope: LimitedScope): Promise<boolean> => {
      await using connection = await connectTo(server);
      const host = scope.key.split(":")[1];
      const fromMs = Date.now();
      await acquire(scope, 1);
      const key = `cqvx:{venue:${host}}:private:default`;
      return Number(await connection.send(["ZCOUNT", key, String(fromMs - 1), "+inf"])) > 0;
    };
    const untilShared = async (scope: LimitedScope): Promise<void> => {
      while (!(await isShared(scope))) await sleep(20);
    };

    test("lets requests go on with the local share, and ends when the paused server goes on", async () => {
      const scope = newScope(limit);
      await acquire(scope, 10);
      server.pause();
      await acquire(scope, 15);
      expect(warnings.length % 2).toBe(1);
      server.resume();
      await untilShared(scope);
      await acquire(scope, 50);
      expect(new Set(warnings).size).toBe(2);
    });

    test("lets requests go on with the local share, and ends when a server is back", async () => {
      const scope = newScope(limit);
      await acquire(scope, 10);
      await server.stop();
      await acquire(scope, 15);
      expect(warnings.length % 2).toBe(1);
      await server.restart();
      await untilShared(scope);
      await acquire(scope, 50);
      expect(new Set(warnings).size).toBe(2);
    });

    test("does not stop requests when the server is replaced between two requests", async () => {
      const scope = newScope(limit);
      await acquire(scope, 40);
      await server.restart();
      await acquire(scope, 40);
      await untilShared(scope);
    });
  },
);
