import type { Clock } from "../../contract/runtime.ts";

/** Closer than this, clocks agree: venues allow for seconds, and their Date header is cut to whole ones. */
const AGREED_MS = 1_000;

/** How far the venue's clock was found to be ahead of this machine's, and how far that can be off. In milliseconds. */
export interface MeasuredTime {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** The venue's clock, as far as it is known: this machine's, until the venue is found to have another time. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** How far it is ahead of this machine's, in milliseconds. */
  offsetMs(): number;
  /** Takes over a measurement, if it matters to what was signed with another offset. */
  correct(measured: MeasuredTime, signedWithMs?: number): boolean;
  /** A correction that did not help is taken back. */
  restore(offsetMs: number): void;
}

export function createServerClock(clock: Pick<Clock, "now">): ServerClock {
  let offset = 0;
  return {
    now: () => clock.now() + offset,
    offsetMs: () => offset,
    correct: ({ offsetMs, errorMs }, signedWithMs = offset) => {
      if (!(Math.abs(offsetMs - signedWithMs) > AGREED_MS + errorMs)) return false;
      offset = offsetMs;
      return true;
    },
    restore: (offsetMs) => {
      offset = offsetMs;
    },
  };
}
