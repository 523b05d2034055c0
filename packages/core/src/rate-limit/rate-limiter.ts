import type { RateLimiter } from "../contract/rate-limit.ts";
import type { Clock, Runtime } from "../contract/runtime.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import { createLane, type Lane } from "./lane.ts";
import type { LimitStore } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";

/**
 * A rate limiter for the `Runtime` of several clients of this process, so that they keep to the same limits together. A client
 * without one has its own.
 */
export function createRateLimiter(runtime: Pick<Runtime, "clock"> = {}): RateLimiter {
  const { clock } = resolveRuntime(runtime);
  return createLimiterOver(createMemoryStore(clock), clock);
}

/** Queues what waits, one queue for each set of limits, before a store. */
export function createLimiterOver(store: LimitStore, clock: Clock): RateLimiter {
  const lanes = new Map<string, Lane>();
  return {
    acquire: (request) => {
      const name = JSON.stringify(request.scopes.map(({ key }) => key));
      const lane = lanes.get(name) ?? createLane(store, clock);
      lanes.set(name, lane);
      return lane.acquire(request);
    },
  };
}
