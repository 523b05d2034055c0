import type { LimitedScope, ScopeLimit } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import { createBucketLog } from "./bucket-log.ts";
import type { LimitStore } from "./limit-store.ts";
import type { ScopeLog } from "./scope-log.ts";
import { createWindowLog } from "./window-log.ts";

/** A store in the memory of this process. */
export interface MemoryStore extends LimitStore {
  /** Returns how many requests of a limit are in use. */
  used(scope: LimitedScope): number;
}

const LOGS: Readonly<Record<ScopeLimit["kind"], () => ScopeLog>> = {
  window: createWindowLog,
  bucket: createBucketLog,
};

interface ScopeState {
  readonly log: ScopeLog;
  blockedUntilMs: number;
}

export function createMemoryStore(clock: Pick<Clock, "monotonic">): MemoryStore {
  const states = new Map<string, ScopeState>();
  const stateOf = ({ key, limit }: LimitedScope): ScopeState => {
    const known = states.get(key);
    if (known !== undefined) return known;
    const state = { log: LOGS[limit.kind](), blockedUntilMs: Number.NEGATIVE_INFINITY };
    states.set(key, state);
    return state;
  };
  const used = (scope: LimitedScope): number => stateOf(scope).log.used(scope.limit, clock.monotonic());
  return {
    used,
    reserve: async (scopes, pacing, aheadMs) => {
      const nowMs = clock.monotonic();
      const times = scopes.map((scope) => {
        const { log, blockedUntilMs } = stateOf(scope);
        return Math.max(log.earliest(scope, pacing), blockedUntilMs);
      });
      const atMs = Math.max(nowMs, ...times);
      const waitMs = atMs - nowMs;
      if (waitMs > aheadMs) return { waitMs, slot: undefined };
      const slots = scopes.map((scope) => stateOf(scope).log.take(scope, atMs, nowMs));
      return {
        waitMs,
        slot: {
          release: () => {
            for (const slot of slots) slot.release();
          },
          defer: (byMs) => {
            for (const slot of slots) slot.defer(byMs);
          },
        },
      };
    },
    block: (scopes, forMs, whenUsedBelow = Number.POSITIVE_INFINITY) => {
      for (const scope of scopes) {
        if (used(scope) >= whenUsedBelow * scope.limit.size) continue;
        const state = stateOf(scope);
        state.blockedUntilMs = Math.max(state.blockedUntilMs, clock.monotonic() + forMs);
      }
    },
  };
}
