import type { RateLimiter } from "../contract/rate-limit.ts";
import type { Clock, Runtime } from "../contract/runtime.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import type { LimitStore } from "./limit-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createPermitQueue, type PermitQueue } from "./permit-queue.ts";

/**
 * Creates a rate limiter that several clients of this process share through their `Runtime`. Together they keep within the
 * same limits. A client without one creates its own.
 */
export function createRateLimiter(runtime: Pick<Runtime, "clock"> = {}): RateLimiter {
  const { clock } = resolveRuntime(runtime);
  return createLimiterOver(createMemoryStore(clock), clock);
}

/** Creates a rate limiter over a store, with one queue for each set of limits. */
export function createLimiterOver(store: LimitStore, clock: Clock): RateLimiter {
  const queues = new Map<string, PermitQueue>();
  return {
    acquire: (request) => {
      const name = JSON.stringify(request.scopes.map(({ key }) => key));
      const queue = queues.get(name) ?? createPermitQueue(store, clock);
      queues.set(name, queue);
      return queue.acquire(request);
    },
  };
}
