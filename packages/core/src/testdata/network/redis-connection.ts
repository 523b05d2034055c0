import type { RedisServer } from "@cqvx/redis-server";
import { Redis } from "ioredis";
import type { SendCommand } from "../../rate-limit/redis/redis-client.ts";

/** A Redis connection with a function that sends commands. It closes at the end of the test. */
export interface RedisConnection extends AsyncDisposable {
  readonly send: SendCommand;
  readonly client: Redis;
}

export async function connectTo({ port }: Pick<RedisServer, "port">): Promise<RedisConnection> {
  const client = new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: () => 20 });
  client.on("error", () => {});
  await client.connect();
  return {
    client,
    send: ([command = "", ...words]) => client.call(command, ...words),
    [Symbol.asyncDispose]: async () => client.disconnect(),
  };
}
