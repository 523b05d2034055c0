import type { LimitedScope, ScopeLimit } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import { createBucketLog } from "./bucket-log.ts";
import type { LimitStore } from "./limit-store.ts";
import type { ScopeLog } from "./scope-log.ts";
import { createWindowLog } from "./window-log.ts";

/** A store that only this process sees. */
export interface MemoryStore extends LimitStore {
  /** How much of a limit is in use. */
  used(scope: LimitedScope): number;
}

const LOGS: Readonly<Record<ScopeLimit["kind"], () => ScopeLog>> = {
  window: createWindowLog,
  bucket: createBucketLog,
};

interface Kept {
  readonly log: ScopeLog;
  blockedUntilMs: number;
}

export function createMemoryStore(clock: Pick<Clock, "monotonic">): MemoryStore {
  const scopes = new Map<string, Kept>();
  const keptOf = ({ key, limit }: LimitedScope): Kept => {
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const kept = { log: LOGS[limit.kind](), blockedUntilMs: Number.NEGATIVE_INFINITY };
    scopes.set(key, kept);
    return kept;
  };
  const used = (scope: LimitedScope): number => keptOf(scope).log.used(scope.limit, clock.monotonic());
  return {
    used,
    reserve: async (wanted, turn, aheadMs) => {
      const nowMs = clock.monotonic();
      const times = wanted.map((scope) => {
        const { log, blockedUntilMs } = keptOf(scope);
        return Math.max(log.earliest(scope, turn), blockedUntilMs);
      });
      const atMs = Math.max(nowMs, ...times);
      const waitMs = atMs - nowMs;
      if (waitMs > aheadMs) return { waitMs, place: undefined };
      const places = wanted.map((scope) => keptOf(scope).log.take(scope, atMs, nowMs));
      return {
        waitMs,
        place: {
          release: () => {
            for (const place of places) place.release();
          },
          defer: (byMs) => {
            for (const place of places) place.defer(byMs);
          },
        },
      };
    },
    block: (wanted, forMs, whenUsedBelow = Number.POSITIVE_INFINITY) => {
      for (const scope of wanted) {
        if (used(scope) >= whenUsedBelow * scope.limit.size) continue;
        const kept = keptOf(scope);
        kept.blockedUntilMs = Math.max(kept.blockedUntilMs, clock.monotonic() + forMs);
      }
    },
  };
}
