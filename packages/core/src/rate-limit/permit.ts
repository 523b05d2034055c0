import type { Permit, PermitRequest, RateFeedback } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import type { LimitStore, Place } from "./limit-store.ts";
import { spacingOf } from "./scope-limit.ts";

/** With so much of the limit in use by ourselves, it is no wonder that nothing is left. */
const USED_UP = 0.9;

/** The shortest way to the venue and back so far, once there is one: what takes longer may have arrived later. */
export interface LeastLatency {
  ms: number | undefined;
}

export interface PermitParts {
  readonly request: Pick<PermitRequest, "scopes">;
  readonly place: Place;
  /** The time of the place by the monotonic clock. */
  readonly atMs: number;
  readonly store: LimitStore;
  readonly clock: Pick<Clock, "monotonic">;
  readonly leastLatency: LeastLatency;
}

/**
 * Leave to send. The venue counts when requests arrive, and a place says when one was meant to be sent: what is sent late, or
 * is long on its way, takes its place later, as far as that is more than the margin.
 */
export function createPermit({ request, place, atMs, store, clock, leastLatency }: PermitParts): Permit {
  const { scopes } = request;
  const marginMs = Math.min(...scopes.map(({ limit }) => limit.marginMs));
  let sentAtMs = atMs;
  let knownLatencyMs = 0;
  let deferredMs = 0;
  const arrivesLate = (byMs: number): void => {
    const furtherMs = byMs - marginMs - deferredMs;
    if (furtherMs <= 0) return;
    deferredMs += furtherMs;
    place.defer(furtherMs);
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
      // The first requests open connections: nothing of their time can be taken for the way back.
      knownLatencyMs = leastLatency.ms ?? 0;
      arrivesLate(sentAtMs - atMs);
    },
    settle: (reply) => {
      const latencyMs = clock.monotonic() - sentAtMs;
      arrivesLate(sentAtMs - atMs + latencyMs - knownLatencyMs);
      if (reply === undefined) return;
      leastLatency.ms = Math.min(leastLatency.ms ?? latencyMs, latencyMs);
      heed(reply);
    },
    release: () => place.release(),
    heed,
  };
}
