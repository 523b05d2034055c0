/**
 * Runs one process of a fleet. It receives its task over IPC, starts when it receives the next message, and then sends a report
 * of its answers and failures.
 */
import { once } from "node:events";
import { createCoinbaseClient, isVenueError } from "@cqvx/coinbase";
import { createRedisRateLimiter, type RedisClient } from "@cqvx/core/redis";
import { Redis } from "ioredis";
import { createClient } from "redis";
import type { MemberReport, MemberTask } from "./member-task.ts";

const CONNECT: Readonly<
  Record<MemberTask["redisClient"], (url: string) => Promise<{ client: RedisClient; end: () => void }>>
> = {
  ioredis: async (url) => {
    const client = new Redis(url);
    // The client emits errors while the server is unavailable, which is part of the run.
    client.on("error", () => {});
    return { client, end: () => client.disconnect() };
  },
  redis: async (url) => {
    const client = createClient({ url });
    client.on("error", () => {});
    await client.connect();
    return { client, end: () => client.destroy() };
  },
};

async function takePart(task: MemberTask, started: Promise<void>): Promise<MemberReport> {
  const { restUrl, credentials, rate, marginMs, requests, concurrency, processes } = task;
  const { client, end } = await CONNECT[task.redisClient](task.redisUrl);
  const rateLimiter = createRedisRateLimiter(client, { processes }, { logger: false });
  const rateLimit = { private: { limit: rate, marginMs } };
  const venue = createCoinbaseClient(
    { baseUrl: restUrl, credentials, timeoutMs: 600_000, rateLimit },
    { rateLimiter, logger: false },
  );
  process.send?.("ready");
  await started;
  const answeredAt: number[] = [];
  const failures: Record<string, number> = {};
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      try {
        await venue.getPortfolios();
        answeredAt.push(Date.now());
      } catch (error) {
        const name = isVenueError(error) ? `${error.kind} ${error.code ?? ""}`.trim() : String(error);
        failures[name] = (failures[name] ?? 0) + 1;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await venue.close();
  end();
  return { answeredAt, failures };
}

process.once("message", (task: MemberTask) => {
  takePart(
    task,
    once(process, "message").then(() => {}),
  ).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
