import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { LimitStore } from "../limit-store.ts";
import { createMemoryStore } from "../memory-store.ts";
import { shareOf } from "../scope-limit.ts";

/** This process's share of each limit, which it uses without the shared store. */
export interface LocalShare extends LimitStore {
  /** Returns how many requests of a limit this process has in use. */
  used(scope: LimitedScope): number;
  /** Records that the shared store is alive. It may serve other processes, so each share is blocked again for one span. */
  holdBack(): void;
}

export interface LocalShareOptions {
  /** The number of processes that share each limit. */
  readonly processes: number;
  /** Milliseconds that a process waits for an answer of the shared store. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, "monotonic">;
  /** The time, on the monotonic clock, at which the shared store may have served other processes last. */
  readonly aliveAtMs: number;
  /** Returns the milliseconds for which the venue still refuses requests of a scope. Negative when it does not. */
  readonly blockedForMs: (scope: LimitedScope) => number;
}

/** The wait, in milliseconds, that is reported for a limit with less than one request for each process. */
const NO_SHARE_WAIT_MS = 250;

/**
 * Creates the share of a process. A scope gives no slot until one whole span has passed since the shared store was alive:
 * within that span the fleet may have used the entire limit.
 */
export function createLocalShare(options: LocalShareOptions): LocalShare {
  const { processes, timeoutMs, clock, blockedForMs } = options;
  let { aliveAtMs } = options;
  const store = createMemoryStore(clock);
  /** The scopes whose share has been blocked since `aliveAtMs`. */
  const heldBack = new Set<string>();

  const sharesOf = (scopes: readonly LimitedScope[]): LimitedScope[] =>
    scopes.flatMap((scope) => {
      const limit = shareOf(scope.limit, processes);
      return limit === undefined ? [] : [{ ...scope, limit }];
    });

  return {
    reserve: (scopes, pacing, aheadMs) => {
      const shares = sharesOf(scopes);
      if (shares.length < scopes.length)
        return Promise.resolve({ waitMs: NO_SHARE_WAIT_MS, slot: undefined });
      for (const share of shares) {
        if (heldBack.has(share.key)) continue;
        heldBack.add(share.key);
        const usedUpForMs = aliveAtMs + timeoutMs + share.limit.spanMs - clock.monotonic();
        store.block([share], Math.max(usedUpForMs, blockedForMs(share)));
      }
      return store.reserve(shares, pacing, aheadMs);
    },
    block: (scopes, forMs, whenUsedBelow) => store.block(sharesOf(scopes), forMs, whenUsedBelow),
    used: (scope) => sharesOf([scope]).reduce((sum, share) => sum + store.used(share), 0),
    holdBack: () => {
      aliveAtMs = clock.monotonic();
      heldBack.clear();
    },
  };
}
