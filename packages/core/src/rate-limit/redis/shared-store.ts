import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import { createMemoryStore, type MemoryStore } from "../memory-store.ts";
import { shareOf } from "../scope-limit.ts";
import type { RemoteStore } from "./redis-store.ts";

/** How often one that is gone is asked whether it is back, */
const PROBE_MS = 250;
/** and how often when it does not even say no. */
const LOST_PROBE_MS = 5_000;

export interface SharedStoreOptions {
  /** Milliseconds that a request waits for the store at most. */
  readonly timeoutMs: number;
  /** How many processes share it: what one may use on its own is this part of a limit. */
  readonly processes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A process that is without the store. */
interface Alone {
  /** When the store first failed to answer. */
  readonly sinceMs: number;
  /** When it had last answered. */
  readonly heardAtMs: number;
  readonly store: MemoryStore;
  /** When it may last have served others: for a span after that our part may be used up by them. */
  aliveAtMs: number;
  /** The scopes that wait for that span. */
  readonly heldBack: Set<string>;
  /** When it was last asked whether it is back. */
  askedAtMs: number;
  isAsked: boolean;
  /** An answer that is worth a bounded wait. */
  awaited: Promise<void> | undefined;
  rejoining: Promise<void> | undefined;
}

/**
 * The store of a fleet, as long as it answers in time. Without it each process goes on by itself, with its part of each
 * limit, once a whole span has passed in which the fleet may have used it all. When the store is back, it is told what was
 * used.
 */
export function createSharedStore(remote: RemoteStore, options: SharedStoreOptions): LimitStore {
  const { timeoutMs, processes, clock, logger } = options;
  const scopesSeen = new Map<string, LimitedScope>();
  /** What venues refused, for those who do not know it: a store that was away, and a process that is alone. */
  const blockedUntilMs = new Map<string, number>();
  let heardAtMs = clock.monotonic();
  let alone: Alone | undefined;

  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    const over = new AbortController();
    const late = clock.sleep(timeoutMs, over.signal).then(() => {
      throw new Error("the store did not answer in time");
    });
    late.catch(() => {});
    try {
      return await Promise.race([work, late]);
    } finally {
      over.abort();
    }
  };

  const sharesOf = (scopes: readonly LimitedScope[]): LimitedScope[] =>
    scopes.flatMap((scope) => {
      const limit = shareOf(scope.limit, processes);
      return limit === undefined ? [] : [{ ...scope, limit }];
    });

  const blockedForMs = ({ key }: LimitedScope): number =>
    (blockedUntilMs.get(key) ?? Number.NEGATIVE_INFINITY) - clock.monotonic();

  const reserveShared = async (...asked: Parameters<LimitStore["reserve"]>): Promise<Reservation> => {
    const answer = remote.reserve(...asked);
    let isLate = false;
    answer.then(
      ({ place }) => {
        heardAtMs = clock.monotonic();
        if (isLate) place?.release();
      },
      () => {},
    );
    try {
      return await inTime(answer);
    } catch (error) {
      isLate = true;
      throw error;
    }
  };

  const goAlone = (sinceMs: number): Alone => {
    logger.warn({ processes }, "the store of the rate limits does not answer: using this process's part");
    return {
      sinceMs,
      heardAtMs,
      store: createMemoryStore(clock),
      aliveAtMs: sinceMs,
      heldBack: new Set(),
      askedAtMs: Number.NEGATIVE_INFINITY,
      isAsked: false,
      awaited: undefined,
      rejoining: undefined,
    };
  };

  const rejoin = async (from: Alone): Promise<void> => {
    const nowMs = clock.monotonic();
    const used = [...scopesSeen.values()].map((scope) => ({
      scope,
      amount: sharesOf([scope]).reduce((sum, share) => sum + from.store.used(share), 0),
    }));
    await inTime(remote.rejoin({ silentMs: nowMs - from.heardAtMs, outageMs: nowMs - from.sinceMs, used }));
    heardAtMs = clock.monotonic();
    if (alone === from) alone = undefined;
    for (const scope of scopesSeen.values()) {
      const forMs = blockedForMs(scope);
      if (forMs > 0) remote.block([scope], forMs);
    }
    logger.warn({}, "the store of the rate limits is back");
  };

  /** One question at a time: a client that keeps commands while it has no connection would send them all later. */
  const ask = async (from: Alone): Promise<void> => {
    from.isAsked = true;
    from.askedAtMs = clock.monotonic();
    try {
      await remote.ping();
      if (alone !== from) return;
      from.aliveAtMs = clock.monotonic();
      from.heldBack.clear();
      from.rejoining ??= rejoin(from);
      await from.rejoining;
    } catch {
      // Later, then.
    } finally {
      from.rejoining = undefined;
      from.isAsked = false;
      from.askedAtMs = clock.monotonic();
    }
  };

  /** Asks now and then; whoever was quiet for long may be the last who is alone, and waits for the answer. */
  const askWhenDue = (from: Alone): void => {
    const quietMs = clock.monotonic() - from.askedAtMs;
    if (quietMs < (from.isAsked ? LOST_PROBE_MS : PROBE_MS)) return;
    const answer = ask(from);
    // At first it has just been waited for.
    if (quietMs <= 2 * PROBE_MS || !Number.isFinite(quietMs)) return;
    from.awaited = inTime(answer)
      .catch(() => {})
      .finally(() => {
        from.awaited = undefined;
      });
  };

  const reserveAlone = (
    { store, heldBack, aliveAtMs }: Alone,
    scopes: readonly LimitedScope[],
    ...[turn, aheadMs]: [Parameters<LimitStore["reserve"]>[1], number]
  ): Promise<Reservation> => {
    const shares = sharesOf(scopes);
    if (shares.length < scopes.length) return Promise.resolve({ waitMs: PROBE_MS, place: undefined });
    for (const share of shares) {
      if (heldBack.has(share.key)) continue;
      heldBack.add(share.key);
      const usedUpForMs = aliveAtMs + timeoutMs + share.limit.spanMs - clock.monotonic();
      store.block([share], Math.max(usedUpForMs, blockedForMs(share)));
    }
    return store.reserve(shares, turn, aheadMs);
  };

  return {
    reserve: async (scopes, turn, aheadMs) => {
      for (const scope of scopes) scopesSeen.set(scope.key, scope);
      if (alone === undefined) {
        const startedMs = clock.monotonic();
        try {
          return await reserveShared(scopes, turn, aheadMs);
        } catch {
          alone ??= goAlone(startedMs);
        }
      }
      const from = alone;
      askWhenDue(from);
      if (from.awaited !== undefined) await from.awaited;
      while (from.rejoining !== undefined) await from.rejoining.catch(() => {});
      // Back: to be asked for once more.
      if (alone === undefined) return { waitMs: 0, place: undefined };
      return reserveAlone(alone, scopes, turn, aheadMs);
    },
    block: (scopes, forMs, whenUsedBelow) => {
      for (const scope of whenUsedBelow === undefined ? scopes : []) {
        blockedUntilMs.set(scope.key, clock.monotonic() + Math.max(forMs, blockedForMs(scope)));
      }
      // One that has no connection would be told later, as if it began then.
      if (alone === undefined) remote.block(scopes, forMs, whenUsedBelow);
      else alone.store.block(sharesOf(scopes), forMs, whenUsedBelow);
    },
  };
}
