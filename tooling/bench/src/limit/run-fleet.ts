import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type RedisServer, startRedisServer } from "@cqvx/redis-server";
import { startSandbox } from "@cqvx/sandbox";
import type { MemberReport, MemberTask } from "./member-task.ts";

const MEMBER = fileURLToPath(new URL("fleet-member.ts", import.meta.url));

/** An outage of Redis in the middle of a run. `stop` loses its data, and `pause` keeps it. */
export interface Outage {
  readonly kind: "stop" | "pause";
  /** The length of the outage in milliseconds. */
  readonly ms: number;
}

/** The size and limit of a fleet. */
export interface FleetOptions {
  readonly processes: number;
  /** The number of requests of all processes together. */
  readonly requests: number;
  /** The limit of requests in any second. */
  readonly rate: number;
  /** The allowed difference between the travel times of requests, in milliseconds. Default: the default of the limiter. */
  readonly marginMs?: number | undefined;
  readonly outage?: Outage | undefined;
}

/** The results of a fleet. */
export interface FleetRun extends FleetOptions {
  /** The number of requests that the venue refused with 429. */
  readonly refused: number;
  /** The time of each answer in epoch milliseconds, in ascending order. */
  readonly answeredAt: readonly number[];
  /** The number of failures, by the kind and code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  /** The start of the run in epoch milliseconds. */
  readonly startedAt: number;
  /** The end of the outage in epoch milliseconds. Undefined without an outage. */
  readonly backAt: number | undefined;
}

/** The number of requests that each process has open at the same time. */
const CONCURRENCY = 10;

/**
 * Runs several processes that share one limit over one Redis. All start at the same moment and send at full load. The venue
 * refuses requests above the limit in any second.
 */
export async function runFleet(options: FleetOptions): Promise<FleetRun> {
  const { processes, requests, rate, marginMs, outage } = options;
  await using redis = await startRedisServer();
  await using sandbox = await startSandbox({ rateLimits: { private: { limit: rate, windowMs: 1_000 } } });
  const { restUrl, credentials } = sandbox.coinbase;
  const members = Array.from({ length: processes }, (_, index) => {
    const task: MemberTask = {
      restUrl,
      credentials: credentials.ecdsa,
      redisUrl: `redis://127.0.0.1:${redis.port}`,
      redisClient: index % 2 === 0 ? "ioredis" : "redis",
      rate,
      marginMs,
      processes,
      requests: Math.floor(requests / processes) + (index < requests % processes ? 1 : 0),
      concurrency: CONCURRENCY,
    };
    return startMember(task);
  });
  try {
    await Promise.all(members.map(({ ready }) => ready));
    const startedAt = Date.now();
    for (const { child } of members) child.send("go");
    const middleMs = (requests / rate / 2) * 1_000;
    const [backAt, ...reports] = await Promise.all([
      outage && interrupt(redis, outage, middleMs),
      ...members.map(({ report }) => report),
    ]);
    return {
      ...options,
      refused: sandbox.coinbase.rateLimited(),
      answeredAt: reports.flatMap(({ answeredAt }) => answeredAt).sort((a, b) => a - b),
      failures: sumUp(reports),
      startedAt,
      backAt,
    };
  } finally {
    for (const { child } of members) child.kill();
  }
}

function startMember(task: MemberTask): {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly report: Promise<MemberReport>;
} {
  const child = fork(MEMBER, { execArgv: ["--conditions=@cqvx/source"] });
  const ready = once(child, "message");
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`a process of the fleet ended with ${code}`);
  });
  ended.catch(() => {});
  const report = ready.then(async (): Promise<MemberReport> => (await once(child, "message"))[0]);
  report.catch(() => {});
  child.send(task);
  return { child, ready: Promise.race([ready, ended]), report: Promise.race([report, ended]) };
}

async function interrupt(redis: RedisServer, { kind, ms }: Outage, afterMs: number): Promise<number> {
  await sleep(afterMs);
  if (kind === "pause") redis.pause();
  else await redis.stop();
  await sleep(ms);
  if (kind === "pause") redis.resume();
  else await redis.restart();
  return Date.now();
}

function sumUp(reports: readonly MemberReport[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { failures } of reports) {
    for (const [name, count] of Object.entries(failures)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
