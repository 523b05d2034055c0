import type { Clock } from "../../contract/runtime.ts";
import type { BreakerSettings } from "../../validation/config/resilience.ts";

/** The result of a request as far as it tells about the venue: it answers, it fails, or nothing is known. */
export type Outcome = "answered" | "failed" | "unknown";

/** A request that was let through. Its end is reported. */
export interface Crossing {
  end(outcome: Outcome): void;
}

/**
 * Stops sending to a venue that does not answer. `failures` in a row open it. After a while one request probes the venue:
 * its outcome closes the circuit or keeps it open.
 */
export interface CircuitBreaker {
  /** Returns the milliseconds until a request may be sent. Zero when one may be sent now. */
  openForMs(): number;
  /** Lets a request through, or returns undefined. An urgent request always passes. */
  enter(isUrgent: boolean): Crossing | undefined;
}

export interface CircuitBreakerParts extends BreakerSettings {
  readonly clock: Pick<Clock, "monotonic">;
  readonly random: () => number;
}

type State = "closed" | "open" | "probing";

export function createCircuitBreaker({
  failures,
  openMs,
  clock,
  random,
}: CircuitBreakerParts): CircuitBreaker {
  let state: State = "closed";
  let inARow = 0;
  let openUntilMs = 0;
  /** Counts the changes of state. The outcome of a request from an earlier period is ignored. */
  let period = 0;

  const change = (to: State): void => {
    state = to;
    inARow = 0;
    period += 1;
    // With jitter, so that processes do not probe all at once.
    if (to === "open") openUntilMs = clock.monotonic() + openMs * (0.5 + random() / 2);
  };
  const openForMs = (): number => {
    if (state === "closed") return 0;
    // The duration of the probe is unknown, so the caller is told the full time again.
    return state === "probing" ? openMs : Math.max(openUntilMs - clock.monotonic(), 0);
  };

  return {
    openForMs,
    enter: (isUrgent) => {
      const isProbe = state === "open" && openForMs() === 0;
      if (isProbe) state = "probing";
      else if (state !== "closed" && !isUrgent) return undefined;
      const since = period;
      return {
        end: (outcome) => {
          if (since !== period) return;
          if (outcome === "answered") {
            inARow = 0;
            if (state !== "closed") change("closed");
          } else if (isProbe) {
            if (outcome === "failed") change("open");
            else state = "open";
          } else if (outcome === "failed" && state === "closed") {
            inARow += 1;
            if (inARow >= failures) change("open");
          }
        },
      };
    },
  };
}
