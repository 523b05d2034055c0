import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type RedisServer, startRedisServer } from "@cqvx/redis-server";
import { startSandbox } from "@cqvx/sandbox";
import type { MemberReport, MemberTask } from "./member-task.ts";

const MEMBER = fileURLToPath(new URL("fleet-member.ts", import.meta.url));

/** The store goes away in the middle of a run: it is stopped and comes back empty, or it is paused and comes back as it was. */
export interface Outage {
  readonly kind: "stop" | "pause";
  readonly ms: number;
}

export interface FleetOptions {
  readonly processes: number;
  /** Of all together. */
  readonly requests: number;
  /** A second, in any second. */
  readonly rate: number;
  /** By how much requests may be differently long on their way. Default: the limiter's own. */
  readonly marginMs?: number | undefined;
  readonly outage?: Outage | undefined;
}

/** What a fleet did, and what the venue said to it. */
export interface FleetRun extends FleetOptions {
  /** Answers of the venue with 429. */
  readonly refused: number;
  /** Epoch milliseconds of each answer, in order. */
  readonly answeredAt: readonly number[];
  readonly failures: Readonly<Record<string, number>>;
  readonly startedAt: number;
  /** When the store was back. */
  readonly backAt: number | undefined;
}

const REQUESTS_UNDER_WAY = 10;

/**
 * Several processes at full load against one venue that refuses what is over its limit in any second, all starting at the
 * same moment, with one Redis between them.
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
      atOnce: REQUESTS_UNDER_WAY,
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
