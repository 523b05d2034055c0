import type { LimitedScope, ScopeLimit } from "../contract/rate-limit.ts";
import type { Place, Turn } from "./limit-store.ts";

/** What was sent when under one limit, by a clock that only grows. */
export interface ScopeLog {
  /** The earliest time at which a request may go; it may be past. */
  earliest(scope: LimitedScope, turn: Turn): number;
  take(scope: LimitedScope, atMs: number, nowMs: number): Place;
  /** How much of the limit is in use. */
  used(limit: ScopeLimit, nowMs: number): number;
}
