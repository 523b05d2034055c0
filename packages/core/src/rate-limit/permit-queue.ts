import type { Permit, PermitDelay, PermitRequest, RequestPriority } from "../contract/rate-limit.ts";
import type { Clock } from "../contract/runtime.ts";
import type { LimitStore, Pacing, Reservation, Slot } from "./limit-store.ts";
import { createPermit, type MinLatency } from "./permit.ts";
import { spacingOf } from "./scope-limit.ts";

/** The queue of requests that share the same set of limits. */
export interface PermitQueue {
  /** Waits for a permit. Rejects with the signal's reason when the signal aborts. */
  acquire(request: PermitRequest): Promise<Permit | PermitDelay>;
}

/**
 * The time before a slot at which it is reserved, in milliseconds. Neither a late timer nor the round trip to a shared
 * store then wastes the slot. A cancel may have to wait this long for requests that have already reserved.
 */
const AHEAD_MS = 30;

/**
 * The time before its slot at which a cancel reserves, in milliseconds. A cancel reserves before others ask for the slot, but
 * not much earlier: until then the venue may refuse all requests for a while.
 */
const CANCEL_AHEAD_MS = 250;

const aheadOf = ({ priority }: PermitRequest): number => (priority === "cancel" ? CANCEL_AHEAD_MS : AHEAD_MS);

const RANKS: Readonly<Record<RequestPriority, number>> = { cancel: 0, order: 1, read: 2 };

interface Waiting {
  readonly request: PermitRequest;
  readonly sinceMs: number;
  readonly grant: (permit: Permit) => void;
  readonly delay: (retryAfterMs: number) => void;
}

/** Creates a queue. It orders requests by priority and then by arrival, and reserves one slot at a time. */
export function createPermitQueue(store: LimitStore, clock: Clock): PermitQueue {
  const queue: Waiting[] = [];
  const minLatency: MinLatency = { ms: undefined };
  let isRunning = false;
  /** True while no request has found the slots taken since the queue was last empty. */
  let isUncontended = true;
  /** The sleep of the queue until the first request's slot. Undefined while it does not sleep. */
  let sleep: { readonly untilMs: number; wake(): void } | undefined;

  const waitedMs = ({ sinceMs }: Waiting): number => clock.monotonic() - sinceMs;
  const leave = (waiting: Waiting): boolean => {
    const index = queue.indexOf(waiting);
    if (index >= 0) queue.splice(index, 1);
    if (index === 0) sleep?.wake();
    return index >= 0;
  };
  const enter = (waiting: Waiting): void => {
    const rank = RANKS[waiting.request.priority];
    const index = queue.findLastIndex(({ request }) => RANKS[request.priority] <= rank) + 1;
    queue.splice(index, 0, waiting);
    if (index === 0) sleep?.wake();
  };

  /** Refuses every request that cannot get a slot within the time that it may wait. */
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
    const pacing: Pacing = priority === "cancel" ? "cancel" : isUncontended ? "immediate" : "spaced";
    const leftMs = Math.max(maxWaitMs - (clock.monotonic() - sinceMs), 0);
    return store.reserve(scopes, pacing, Math.min(aheadOf(request), leftMs));
  };

  const grantLater = async ({ request, grant }: Waiting, slot: Slot, waitMs: number, askedMs: number) => {
    // The wait counts from the question. A slow answer of the store makes the request late, which the permit must know.
    const atMs = askedMs + waitMs;
    try {
      if (waitMs > 0) await clock.sleep(waitMs, request.signal);
      grant(createPermit({ request, slot, atMs, store, clock, minLatency }));
    } catch {
      slot.release();
    }
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const askedMs = clock.monotonic();
      const { slot, waitMs } = await reserveFor(first);
      if (slot === undefined) {
        isUncontended = false;
        refuseHopeless(waitMs);
        if (queue[0] !== first) continue;
        const waking = new AbortController();
        sleep = { untilMs: clock.monotonic() + waitMs, wake: () => waking.abort() };
        await clock.sleep(Math.max(waitMs - aheadOf(first.request), 1), waking.signal).catch(() => {});
        sleep = undefined;
      } else if (leave(first)) void grantLater(first, slot, waitMs, askedMs);
      else slot.release();
    }
    isUncontended = true;
    isRunning = false;
  };

  return {
    acquire: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        if (signal.aborted) return reject(signal.reason);
        const answer = (result: Permit | PermitDelay): void => {
          signal.removeEventListener("abort", abandon);
          resolve(result);
        };
        const waiting: Waiting = {
          request,
          sinceMs: clock.monotonic(),
          grant: answer,
          delay: (retryAfterMs) => answer({ isGranted: false, retryAfterMs }),
        };
        const abandon = (): void => {
          leave(waiting);
          reject(signal.reason);
        };
        signal.addEventListener("abort", abandon, { once: true });
        enter(waiting);
        if (!isRunning) void run();
        else if (sleep !== undefined && queue[0] !== waiting) {
          refuseHopeless(Math.max(sleep.untilMs - clock.monotonic(), 0));
        }
      }),
  };
}
