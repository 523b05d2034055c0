import type { LimitedScope } from "../contract/rate-limit.ts";

/** Counts requests against limits, for one process or for a whole fleet. Its methods never reject. */
export interface LimitStore {
  /**
   * Reserves one slot in all scopes, at the earliest time that every scope allows. Reserves nothing when that time is more
   * than `aheadMs` milliseconds away.
   */
  reserve(scopes: readonly LimitedScope[], pacing: Pacing, aheadMs: number): Promise<Reservation>;
  /**
   * Blocks the scopes for `forMs` milliseconds. `whenUsedBelow` is a share of a limit: scopes with at least that share in
   * use stay open. A lower use means that the venue also counts requests of others.
   */
  block(scopes: readonly LimitedScope[], forMs: number, whenUsedBelow?: number): void;
}

/**
 * The way in which a request takes a slot.
 *
 * | pacing | meaning |
 * |---|---|
 * | `immediate` | no request waits: all free slots may be taken at once |
 * | `spaced` | requests wait: slots are taken at even intervals, so that a cancel always finds one soon |
 * | `cancel` | also takes the slots that are reserved for cancels, and otherwise the next slot that becomes free |
 */
export type Pacing = "immediate" | "spaced" | "cancel";

/** The result of `reserve`: a slot, or the time until one becomes free. */
export interface Reservation {
  /** Milliseconds from now until the slot's time. */
  readonly waitMs: number;
  /** The reserved slot. Undefined when its time is too far ahead. */
  readonly slot: Slot | undefined;
}

/** A reserved slot in every scope of a request. */
export interface Slot {
  /** Gives the slot back: its request was not sent. */
  release(): void;
  /** Moves the slot `byMs` milliseconds later, as its request reaches the venue later than planned. Calls add up. */
  defer(byMs: number): void;
}
