import type { Clock } from "../../contract/runtime.ts";

/** Milliseconds. Clocks that differ by less agree: venues tolerate seconds, and the Date header has whole seconds only. */
const AGREED_MS = 1_000;

/** A measured clock offset (the venue's clock minus this machine's) and its largest error, in milliseconds. */
export interface MeasuredTime {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** The best known time of the venue: this machine's clock, plus the measured offset. */
export interface ServerClock {
  /** Returns epoch milliseconds. */
  now(): number;
  /** Returns the offset in milliseconds. Positive when the venue's clock is ahead. */
  offsetMs(): number;
  /** Takes over a measured offset when it differs enough from `signedWithMs`. Returns true when it did. */
  correct(measured: MeasuredTime, signedWithMs?: number): boolean;
  /** Takes back a correction that did not help. */
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
