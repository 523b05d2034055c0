import type { LimitedScope } from "../contract/rate-limit.ts";

/**
 * How a request comes to ask for a place.
 *
 * | | |
 * |---|---|
 * | `fresh` | nobody waits: places that are free may be taken all at once |
 * | `waiting` | there is a queue: places are taken one after the other, evenly, so that a cancel never finds them all gone |
 * | `cancel` | what is kept free for cancels may be taken, and the next place that leaves the limit |
 */
export type Turn = "fresh" | "waiting" | "cancel";

/** A place that was taken. */
export interface Place {
  /** Gives it back: nothing was sent. */
  release(): void;
  /** What took it reaches the venue later than it was meant to, by so many milliseconds more than was said before. */
  defer(byMs: number): void;
}

/** A place, or how long it is until there is one. */
export interface Reservation {
  /** Milliseconds from now until the place. */
  readonly waitMs: number;
  /** Undefined when it is further ahead than one may take it. */
  readonly place: Place | undefined;
}

/** Where it is kept what was sent when: in the process, or for a whole fleet. It never rejects. */
export interface LimitStore {
  /** Takes a place in all scopes at the earliest time that suits each, if that is at most so many milliseconds ahead. */
  reserve(scopes: readonly LimitedScope[], turn: Turn, aheadMs: number): Promise<Reservation>;
  /**
   * Nothing more goes for so long. With `whenUsedBelow`, a share of the limit, only in scopes of which less is in use: there the
   * venue counts what others have sent.
   */
  block(scopes: readonly LimitedScope[], forMs: number, whenUsedBelow?: number): void;
}
