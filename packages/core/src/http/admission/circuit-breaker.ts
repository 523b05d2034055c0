import type { Clock } from "../../contract/runtime.ts";

/** The result of a request as far as it tells about the venue: it answers, it fails, or nothing is known. */
export type Outcome = "answered" | "failed" | "unknown";

/** A request on its way. */
export interface Crossing {
  end(outcome: Outcome): void;
}

/**
 * Stops asking a venue that does not answer. `failures` in a row open it; after a while one request is let through, and what
 * comes of that closes it or keeps it open.
 */
export interface CircuitBreaker {
  /** Milliseconds until a request may be tried; zero when one may now. */
  openForMs(): number;
  /** Lets a request through, or not. An urgent one always is. */
  enter(isUrgent: boolean): Crossing | undefined;
}

export interface BreakerSettings {
  /** In a row. */
  readonly failures: number;
  /** The longest time until a request is let through to see. */
  readonly openMs: number;
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
  /** Counts the times it opened or closed: what was sent before says nothing of now. */
  let period = 0;

  const change = (to: State): void => {
    state = to;
    inARow = 0;
    period += 1;
    // Not all processes at once.
    if (to === "open") openUntilMs = clock.monotonic() + openMs * (0.5 + random() / 2);
  };
  const openForMs = (): number => {
    if (state === "closed") return 0;
    // How long the probe takes is not known: it is worth another look after as long as it took to open.
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
