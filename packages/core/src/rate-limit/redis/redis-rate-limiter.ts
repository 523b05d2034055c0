import type { RateLimiter } from "../../contract/rate-limit.ts";
import type { Runtime } from "../../contract/runtime.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { resolveRuntime } from "../../runtime/resolve-runtime.ts";
import { checkRuntime } from "../../validation/config/runtime.ts";
import { checkKnownFields } from "../../validation/known-fields.ts";
import { checkNumber } from "../../validation/number.ts";
import { uuidV4 } from "../../values/uuid.ts";
import { createLimiterOver } from "../rate-limiter.ts";
import { type RedisClient, toSendCommand } from "./redis-client.ts";
import { createRedisStore } from "./redis-store.ts";
import { createSharedStore } from "./shared-store.ts";

/** The options of `createRedisRateLimiter`. */
export interface RedisRateLimiterOptions {
  /**
   * The number of processes that share the limits, 1 to 10,000. Default 8. During an outage of Redis each process uses its
   * share: the limit divided by this number. With a number below the real one, the venue may refuse requests. A limit
   * smaller than this number is not used at all during an outage.
   */
  readonly processes?: number | undefined;
  /** Milliseconds that a request waits for an answer of Redis, 1 to 1,000. Default 50. Then it uses this process's share. */
  readonly timeoutMs?: number | undefined;
  /** The prefix of all keys: 1 to 64 letters, digits, `_`, `.`, `:` or `-`. Default "cqvx". */
  readonly prefix?: string | undefined;
}

const FACTORY: CallContext = { venue: "cqvx", operation: "createRedisRateLimiter" };

const PREFIX = /^[A-Za-z0-9_.:-]{1,64}$/;

/**
 * Creates a rate limiter for the `Runtime` of clients. All processes that use the same Redis or Valkey share its limits: one
 * script on the server decides, by the server's clock.
 *
 * The server must allow `EVAL`, `EVALSHA`, `SCRIPT LOAD` and `PING`. You connect and close the client. After the server was
 * emptied or restarted, no request is sent for one window, as the requests before it are unknown.
 *
 * @throws VenueError of kind `invalidInput`, naming the wrong option
 */
export function createRedisRateLimiter(
  client: RedisClient,
  options: RedisRateLimiterOptions = {},
  runtime: Pick<Runtime, "clock" | "logger" | "randomBytes"> = {},
): RateLimiter {
  checkKnownFields(options, ["processes", "timeoutMs", "prefix"], "options", FACTORY);
  checkRuntime(runtime, FACTORY);
  const { processes = 8, timeoutMs = 50, prefix = "cqvx" } = options;
  const send = toSendCommand(client);
  if (send === undefined) {
    throw invalidInput(
      FACTORY,
      "client",
      "must be a client of ioredis or redis, or a function that sends commands",
    );
  }
  if (!PREFIX.test(prefix)) throw invalidInput(FACTORY, "prefix", "must be 1 to 64 plain characters");
  const { clock, logger, randomBytes } = resolveRuntime(runtime);
  checkNumber(processes, { from: 1, to: 10_000, whole: true }, "processes", FACTORY);
  checkNumber(timeoutMs, { from: 1, to: 1_000 }, "timeoutMs", FACTORY);
  const remote = createRedisStore(send, { prefix, processes, newId: () => uuidV4(randomBytes), clock });
  return createLimiterOver(createSharedStore(remote, { processes, timeoutMs, clock, logger }), clock);
}
