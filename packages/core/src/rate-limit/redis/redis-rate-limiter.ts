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

export interface RedisRateLimiterOptions {
  /**
   * How many processes share the limits. While the store does not answer, each uses this part of a limit: with fewer
   * processes than there are, the venue may refuse, and a limit smaller than their number is not used at all. Default 8.
   */
  readonly processes?: number | undefined;
  /** Milliseconds that a request waits for the store before it goes on without, 1,000 at most. Default 50. */
  readonly timeoutMs?: number | undefined;
  /** What all keys begin with. Default "cqvx". */
  readonly prefix?: string | undefined;
}

const FACTORY: CallContext = { venue: "cqvx", operation: "createRedisRateLimiter" };

const PREFIX = /^[A-Za-z0-9_.:-]{1,64}$/;

/**
 * A rate limiter for the `Runtime` of clients, whose limits are shared by all processes that use the same Redis or Valkey:
 * one script there, on its clock, decides. It needs `EVAL`, `EVALSHA`, `SCRIPT LOAD` and `PING`; the client stays yours, to
 * connect and to close. A store that was emptied or restarted is waited out for one window, as nobody knows what was sent.
 *
 * @throws VenueError of kind `invalidInput`, naming the option that is wrong
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
