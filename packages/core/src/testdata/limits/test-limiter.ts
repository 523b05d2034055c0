import type {
  LimitedScope,
  Permit,
  PermitDelay,
  PermitRequest,
  RateLimit,
  RateLimiter,
} from "../../contract/rate-limit.ts";
import { createRateLimiter } from "../../rate-limit/rate-limiter.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { scopeOf } from "./limits.ts";

/** A request for a permit, with its result and the time of it. */
export interface Asked {
  readonly askedAtMs: number;
  state: "waits" | "granted" | "refused" | "rejected";
  /** The time since the request in milliseconds. */
  waitedMs: number | undefined;
  permit: Permit | undefined;
  retryAfterMs: number | undefined;
  reason: unknown;
}

export interface TestLimiter {
  readonly clock: ManualClock;
  readonly limiter: RateLimiter;
  /** Requests a permit. A granted request is sent and answered at once, without latency, unless `isHeld`. */
  ask(request?: Partial<PermitRequest>, isHeld?: boolean): Asked;
  askMany(count: number, request?: Partial<PermitRequest>): readonly Asked[];
  /** Moves the time in steps. A timer fires at the end of its step, like a late timer. */
  advance(ms: number, stepMs?: number): Promise<void>;
  /** The times at which requests were sent, ascending. */
  readonly sentAtMs: number[];
}

/** Creates a limiter on a manual clock. Requests fall under `limit` unless they name other scopes. */
export function createTestLimiter(limit: RateLimit): TestLimiter {
  const clock = createManualClock();
  const limiter = createRateLimiter({ clock });
  const scopes: readonly LimitedScope[] = [scopeOf(limit)];
  const sentAtMs: number[] = [];
  const ask = (request: Partial<PermitRequest> = {}, isHeld = false): Asked => {
    const asked: Asked = {
      askedAtMs: clock.monotonic(),
      state: "waits",
      waitedMs: undefined,
      permit: undefined,
      retryAfterMs: undefined,
      reason: undefined,
    };
    const end = (state: Asked["state"]): void => {
      asked.state = state;
      asked.waitedMs = clock.monotonic() - asked.askedAtMs;
    };
    const heed = (result: Permit | PermitDelay): void => {
      end(result.isGranted ? "granted" : "refused");
      if (!result.isGranted) {
        asked.retryAfterMs = result.retryAfterMs;
        return;
      }
      asked.permit = result;
      if (isHeld) return;
      sentAtMs.push(clock.monotonic());
      result.sent();
      result.finish({});
    };
    const full: PermitRequest = {
      scopes,
      priority: "order",
      maxWaitMs: 600_000,
      signal: new AbortController().signal,
      ...request,
    };
    limiter.acquire(full).then(heed, (reason: unknown) => {
      end("rejected");
      asked.reason = reason;
    });
    return asked;
  };
  return {
    clock,
    limiter,
    sentAtMs,
    ask,
    askMany: (count, request) => Array.from({ length: count }, () => ask(request)),
    advance: async (ms, stepMs = 1) => {
      // New requests start to wait before the time moves.
      await clock.advance(0);
      for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) await clock.advance(Math.min(stepMs, leftMs));
    },
  };
}

/** Counts the requests in each state. */
export function statesOf(asked: readonly Asked[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of asked) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
