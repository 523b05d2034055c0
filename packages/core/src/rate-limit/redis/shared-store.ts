import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import { createLocalShare, type LocalShare } from "./local-share.ts";
import type { RemoteStore } from "./redis-store.ts";

export interface SharedStoreOptions {
  /** The longest time that a request waits for the remote store, in milliseconds. */
  readonly timeoutMs: number;
  /** The number of processes that share the store. During an outage each uses this fraction of a limit. */
  readonly processes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The shortest time between two probes of a store that does not answer, in milliseconds. */
const PROBE_MS = 250;
/** The time after which another probe is sent although the last one got no answer, in milliseconds. */
const LOST_PROBE_MS = 5_000;

/** An outage of the remote store as this process sees it. Times are on the monotonic clock. */
interface Outage {
  /** The time at which the store first failed to answer. */
  readonly sinceMs: number;
  /** The time of the store's last answer before the outage. */
  readonly heardAtMs: number;
  readonly share: LocalShare;
  /** The time at which the last probe started or ended. */
  probedAtMs: number;
  isProbing: boolean;
  /** The probe that requests wait for, at most `timeoutMs`. */
  awaitedProbe: Promise<void> | undefined;
  rejoining: Promise<void> | undefined;
}

/**
 * Creates the store of a fleet, over a remote store. While the remote store does not answer in time, the process uses its own
 * share of each limit, after one span in which the fleet may have used the whole limit. When the remote store answers again,
 * it is told the use in the meantime.
 */
export function createSharedStore(remote: RemoteStore, options: SharedStoreOptions): LimitStore {
  const { timeoutMs, processes, clock, logger } = options;
  const scopesSeen = new Map<string, LimitedScope>();
  /** The time until which the venue refuses requests, by scope. Kept here for outages, and for a store that was away. */
  const blockedUntilMs = new Map<string, number>();
  let heardAtMs = clock.monotonic();
  let outage: Outage | undefined;

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

  const blockedForMs = ({ key }: LimitedScope): number =>
    (blockedUntilMs.get(key) ?? Number.NEGATIVE_INFINITY) - clock.monotonic();

  const reserveRemotely = async (...parameters: Parameters<LimitStore["reserve"]>): Promise<Reservation> => {
    const answer = remote.reserve(...parameters);
    let isLate = false;
    answer.then(
      ({ slot }) => {
        heardAtMs = clock.monotonic();
        if (isLate) slot?.release();
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

  const beginOutage = (sinceMs: number): Outage => {
    logger.warn(
      { processes },
      "the rate limit store does not answer: using this process's share of each limit",
    );
    return {
      sinceMs,
      heardAtMs,
      share: createLocalShare({ processes, timeoutMs, clock, aliveAtMs: sinceMs, blockedForMs }),
      probedAtMs: Number.NEGATIVE_INFINITY,
      isProbing: false,
      awaitedProbe: undefined,
      rejoining: undefined,
    };
  };

  const rejoin = async (ended: Outage): Promise<void> => {
    const nowMs = clock.monotonic();
    const used = [...scopesSeen.values()].map((scope) => ({ scope, amount: ended.share.used(scope) }));
    await inTime(remote.rejoin({ silentMs: nowMs - ended.heardAtMs, outageMs: nowMs - ended.sinceMs, used }));
    heardAtMs = clock.monotonic();
    if (outage === ended) outage = undefined;
    for (const scope of scopesSeen.values()) {
      const forMs = blockedForMs(scope);
      if (forMs > 0) remote.block([scope], forMs);
    }
    logger.warn({}, "the rate limit store answers again");
  };

  /** Sends one probe at a time: a client that keeps commands while it is disconnected would send all of them later. */
  const probe = async (current: Outage): Promise<void> => {
    current.isProbing = true;
    current.probedAtMs = clock.monotonic();
    try {
      await remote.ping();
      if (outage !== current) return;
      current.share.holdBack();
      current.rejoining ??= rejoin(current);
      await current.rejoining;
    } catch {
      // The next probe tries again.
    } finally {
      current.rejoining = undefined;
      current.isProbing = false;
      current.probedAtMs = clock.monotonic();
    }
  };

  /** Probes when the last probe is old enough. After a long silence, requests wait for it: others may already be back. */
  const probeWhenDue = (current: Outage): void => {
    const quietMs = clock.monotonic() - current.probedAtMs;
    if (quietMs < (current.isProbing ? LOST_PROBE_MS : PROBE_MS)) return;
    const answer = probe(current);
    // At the start of an outage the request has already waited for the store.
    if (quietMs <= 2 * PROBE_MS || !Number.isFinite(quietMs)) return;
    current.awaitedProbe = inTime(answer)
      .catch(() => {})
      .finally(() => {
        current.awaitedProbe = undefined;
      });
  };

  return {
    reserve: async (scopes, pacing, aheadMs) => {
      for (const scope of scopes) scopesSeen.set(scope.key, scope);
      if (outage === undefined) {
        const startedMs = clock.monotonic();
        try {
          return await reserveRemotely(scopes, pacing, aheadMs);
        } catch {
          outage ??= beginOutage(startedMs);
        }
      }
      const current = outage;
      probeWhenDue(current);
      if (current.awaitedProbe !== undefined) await current.awaitedProbe;
      while (current.rejoining !== undefined) await current.rejoining.catch(() => {});
      // The outage is over: the caller asks again, and reaches the remote store.
      if (outage === undefined) return { waitMs: 0, slot: undefined };
      return outage.share.reserve(scopes, pacing, aheadMs);
    },
    block: (scopes, forMs, whenUsedBelow) => {
      for (const scope of whenUsedBelow === undefined ? scopes : []) {
        blockedUntilMs.set(scope.key, clock.monotonic() + Math.max(forMs, blockedForMs(scope)));
      }
      // A disconnected client would deliver the block later, as if it started then.
      if (outage === undefined) remote.block(scopes, forMs, whenUsedBelow);
      else outage.share.block(scopes, forMs, whenUsedBelow);
    },
  };
}
