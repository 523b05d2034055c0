import type { Permit, PermitDelay, PermitRequest, RequestPriority } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import type { LimitStore, Place, Reservation, Turn } from "./limit-store.ts";
import { createPermit, type LeastLatency } from "./permit.ts";
import { spacingOf } from "./scope-limit.ts";

/**
 * Places are taken this much before their time: neither a timer that is late nor the way to a shared store then costs one.
 * It is also what a cancel may have to wait for those that took theirs.
 */
const AHEAD_MS = 30;

/** A cancel takes its place earlier, before others ask for it; not much, as the venue may yet want nothing for a while. */
const CANCEL_AHEAD_MS = 250;

const aheadOf = ({ priority }: PermitRequest): number => (priority === "cancel" ? CANCEL_AHEAD_MS : AHEAD_MS);

const RANKS: Readonly<Record<RequestPriority, number>> = { cancel: 0, order: 1, read: 2 };

interface Waiting {
  readonly request: PermitRequest;
  readonly sinceMs: number;
  readonly grant: (permit: Permit) => void;
  readonly delay: (retryAfterMs: number) => void;
}

/** The queue of requests that fall under the same limits. */
export interface Lane {
  acquire(request: PermitRequest): Promise<Permit | PermitDelay>;
}

/** First by priority, then as they came. One place is asked for at a time. */
export function createLane(store: LimitStore, clock: Clock): Lane {
  const queue: Waiting[] = [];
  const leastLatency: LeastLatency = { ms: undefined };
  let isRunning = false;
  /** Nobody has found the places gone since the queue was last empty. */
  let isFresh = true;
  let head = new AbortController();
  /** When the place of the first may come, while that is waited for. */
  let headAtMs: number | undefined;

  const waitedMs = ({ sinceMs }: Waiting): number => clock.monotonic() - sinceMs;
  const leave = (waiting: Waiting): boolean => {
    const index = queue.indexOf(waiting);
    if (index >= 0) queue.splice(index, 1);
    if (index === 0) head.abort();
    return index >= 0;
  };
  const enter = (waiting: Waiting): void => {
    const rank = RANKS[waiting.request.priority];
    const index = queue.findLastIndex(({ request }) => RANKS[request.priority] <= rank) + 1;
    queue.splice(index, 0, waiting);
    if (index === 0) head.abort();
  };

  /** Those whose turn cannot come in the time that they have need not wait for it. */
  const refuseHopeless = (headWaitMs: number): void => {
    let aheadMs = 0;
    for (const waiting of [...queue]) {
      const { scopes, priority, maxWaitMs } = waiting.request;
      const earliestMs = headWaitMs + (priority === "cancel" ? 0 : aheadMs);
      if (waitedMs(waiting) + earliestMs > maxWaitMs) {
        leave(waiting);
        waiting.delay(Math.ceil(earliestMs));
        continue;
      }
      aheadMs += Math.max(...scopes.map(({ limit, weight }) => weight * spacingOf(limit)));
    }
  };

  const reserveFor = ({ request, sinceMs }: Waiting): Promise<Reservation> => {
    const { scopes, priority, maxWaitMs } = request;
    const turn: Turn = priority === "cancel" ? "cancel" : isFresh ? "fresh" : "waiting";
    const leftMs = Math.max(maxWaitMs - (clock.monotonic() - sinceMs), 0);
    return store.reserve(scopes, turn, Math.min(aheadOf(request), leftMs));
  };

  const grantLater = async ({ request, grant }: Waiting, place: Place, waitMs: number, askedMs: number) => {
    // The store may have answered at once, and its answer been long on its way: then what is sent now is late.
    const atMs = askedMs + waitMs;
    try {
      if (waitMs > 0) await clock.sleep(waitMs, request.signal);
      grant(createPermit({ request, place, atMs, store, clock, leastLatency }));
    } catch {
      place.release();
    }
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      head = new AbortController();
      const askedMs = clock.monotonic();
      const { place, waitMs } = await reserveFor(first);
      if (place === undefined) {
        isFresh = false;
        refuseHopeless(waitMs);
        if (queue[0] !== first) continue;
        headAtMs = clock.monotonic() + waitMs;
        await clock.sleep(Math.max(waitMs - aheadOf(first.request), 1), head.signal).catch(() => {});
        headAtMs = undefined;
      } else if (leave(first)) void grantLater(first, place, waitMs, askedMs);
      else place.release();
    }
    isFresh = true;
    isRunning = false;
  };

  return {
    acquire: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        if (signal.aborted) return reject(signal.reason);
        const settled = new AbortController();
        const settle = (result: Permit | PermitDelay): void => {
          settled.abort();
          resolve(result);
        };
        const waiting: Waiting = {
          request,
          sinceMs: clock.monotonic(),
          grant: settle,
          delay: (retryAfterMs) => settle({ isGranted: false, retryAfterMs }),
        };
        const abandon = (): void => {
          leave(waiting);
          reject(signal.reason);
        };
        signal.addEventListener("abort", abandon, { once: true, signal: settled.signal });
        enter(waiting);
        if (!isRunning) void run();
        else if (headAtMs !== undefined && queue[0] !== waiting) {
          refuseHopeless(Math.max(headAtMs - clock.monotonic(), 0));
        }
      }),
  };
}
