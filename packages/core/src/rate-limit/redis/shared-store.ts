import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import { createMemoryStore, type MemoryStore } from "../memory-store.ts";
import { shareOf } from "../scope-limit.ts";
import type { RemoteStore } from "./redis-store.ts";

/** How often one that is gone is asked whether it is back. */
const PROBE_MS = 250;

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
  readonly sinceMs: number;
  /** When the store had last answered. */
  readonly heardAtMs: number;
  readonly store: MemoryStore;
  /** When the store may last have served others. */
  aliveAtMs: number;
  /** The scopes that are held back for what it served until then. */
  readonly known: Set<string>;
  probedAtMs: number;
  isProbing: boolean;
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

  const reserveShared = async (...parameters: Parameters<LimitStore["reserve"]>): Promise<Reservation> => {
    const answer = remote.reserve(...parameters);
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
      known: new Set(),
      probedAtMs: Number.NEGATIVE_INFINITY,
      isProbing: false,
      rejoining: undefined,
    };
  };

  const rejoin = async (from: Alone): Promise<void> => {
    const nowMs = clock.monotonic();
    const used = [...scopesSeen.values()].map((scope) => ({
      scope,
      amount: from.store.used({ ...scope, limit: shareOf(scope.limit, processes) }),
    }));
    await inTime(remote.rejoin({ silentMs: nowMs - from.heardAtMs, outageMs: nowMs - from.sinceMs, used }));
    heardAtMs = clock.monotonic();
    if (alone === from) alone = undefined;
    logger.warn({}, "the store of the rate limits is back");
  };

  /** One question at a time: a client that keeps commands while it has no connection would send them all later. */
  const probe = async (from: Alone): Promise<void> => {
    if (from.isProbing || clock.monotonic() - from.probedAtMs < PROBE_MS) return;
    from.isProbing = true;
    try {
      await remote.ping();
      // Others may be served by it, though we are not yet: until it is silent again, that counts against our part.
      from.aliveAtMs = clock.monotonic();
      from.known.clear();
      from.rejoining = rejoin(from);
      await from.rejoining;
    } catch {
      // Later, then.
    } finally {
      from.rejoining = undefined;
      from.probedAtMs = clock.monotonic();
      from.isProbing = false;
    }
  };

  const reserveAlone = (
    { store, known, aliveAtMs }: Alone,
    scopes: readonly LimitedScope[],
    ...[turn, aheadMs]: [Parameters<LimitStore["reserve"]>[1], number]
  ): Promise<Reservation> => {
    const shares = scopes.map((scope) => ({ ...scope, limit: shareOf(scope.limit, processes) }));
    for (const [index, { key, limit }] of scopes.entries()) {
      const share = shares[index];
      if (known.has(key) || share === undefined) continue;
      known.add(key);
      store.block([share], aliveAtMs + timeoutMs + limit.spanMs - clock.monotonic());
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
      void probe(from);
      await from.rejoining?.catch(() => {});
      return alone === undefined
        ? { waitMs: 0, place: undefined }
        : reserveAlone(alone, scopes, turn, aheadMs);
    },
    block: (scopes, forMs, whenUsedBelow) => {
      remote.block(scopes, forMs, whenUsedBelow);
      alone?.store.block(
        scopes.map((scope) => ({ ...scope, limit: shareOf(scope.limit, processes) })),
        forMs,
        whenUsedBelow,
      );
    },
  };
}
