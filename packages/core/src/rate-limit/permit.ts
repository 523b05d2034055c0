import type { Permit, PermitRequest, RateFeedback } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import type { LimitStore, Slot } from "./limit-store.ts";
import { spacingOf } from "./scope-limit.ts";

/** The parts of a permit. */
export interface PermitParts {
  readonly request: Pick<PermitRequest, "scopes">;
  readonly slot: Slot;
  /** The time of the slot on the monotonic clock. */
  readonly atMs: number;
  readonly store: LimitStore;
  readonly clock: Pick<Clock, "monotonic">;
  readonly minLatency: MinLatency;
}

/** The shortest time to a reply so far. A request that takes longer may have reached the venue later. */
export interface MinLatency {
  /** Milliseconds. Undefined before the first reply. */
  ms: number | undefined;
}

/** The share of a limit above which our own use explains an exhausted limit, without requests of others. */
const USED_UP = 0.9;

/**
 * Creates a permit for a slot. The venue counts a request when it arrives, while a slot has the time at which it should be
 * sent. A request that is sent late, or takes long to arrive, moves its slot by the delay beyond the margin.
 */
export function createPermit({ request, slot, atMs, store, clock, minLatency }: PermitParts): Permit {
  const { scopes } = request;
  const marginMs = Math.min(...scopes.map(({ limit }) => limit.marginMs));
  let sentAtMs = atMs;
  let knownLatencyMs = 0;
  let deferredMs = 0;
  const arrivesLate = (byMs: number): void => {
    const furtherMs = byMs - marginMs - deferredMs;
    if (furtherMs <= 0) return;
    deferredMs += furtherMs;
    slot.defer(furtherMs);
  };
  const heed = ({ refusedForMs, exhausted }: RateFeedback): void => {
    if (refusedForMs !== undefined) store.block(scopes, refusedForMs);
    if (exhausted === undefined) return;
    for (const scope of scopes) {
      const { kind, size, spanMs } = scope.limit;
      const untilFreeMs = kind === "window" ? spanMs : spacingOf(scope.limit);
      const usedUp = (USED_UP * (exhausted.limit ?? size)) / size;
      store.block([scope], Math.min(exhausted.forMs, untilFreeMs), usedUp);
    }
  };
  return {
    isGranted: true,
    sent: () => {
      sentAtMs = clock.monotonic();
      // Before the first reply no part of the latency can be subtracted: the first requests also open connections.
      knownLatencyMs = minLatency.ms ?? 0;
      arrivesLate(sentAtMs - atMs);
    },
    finish: (reply) => {
      const latencyMs = clock.monotonic() - sentAtMs;
      arrivesLate(sentAtMs - atMs + latencyMs - knownLatencyMs);
      if (reply === undefined) return;
      minLatency.ms = Math.min(minLatency.ms ?? latencyMs, latencyMs);
      heed(reply);
    },
    release: () => slot.release(),
    heed,
  };
}
