import type { LimitedScope, ScopeLimit } from "../contract/rate-limit.ts";
import type { Pacing, Slot } from "./limit-store.ts";

/** The times of requests under one limit, in milliseconds on a monotonic clock. */
export interface ScopeLog {
  /** Returns the earliest time at which a request may be sent. The time can be in the past. */
  earliest(scope: LimitedScope, pacing: Pacing): number;
  take(scope: LimitedScope, atMs: number, nowMs: number): Slot;
  /** Returns how many requests of the limit are in use. */
  used(limit: ScopeLimit, nowMs: number): number;
}
