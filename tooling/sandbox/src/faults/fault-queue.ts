import type { VenueRequest } from "../http/message.ts";
import { createRandom } from "../numbers/random.ts";
import type { Fault } from "./fault.ts";

/** The part of a fault that selects among its matching requests or frames. */
export interface Striking {
  readonly times?: number;
  readonly skip?: number;
  readonly share?: number;
  readonly seed?: number;
}

/**
 * The pending faults. The oldest match applies to a request. A fault leaves the queue after it has applied `times`
 * times.
 */
export interface FaultQueue<AnyFault = Fault, Subject = VenueRequest> {
  add(fault: AnyFault): void;
  clear(): void;
  /** The faults that have not applied `times` times yet. */
  readonly pending: readonly AnyFault[];
  /** Returns the fault for this request, and counts it as applied. */
  take(request: Subject): AnyFault | undefined;
}

interface Waiting<AnyFault> {
  readonly fault: AnyFault;
  toSkip: number;
  toStrike: number;
  /** Returns true when the fault applies to a matching request, after the skipped ones. */
  readonly isStruck: () => boolean;
}

export function createQueue<AnyFault extends Striking, Subject>(
  matches: (fault: AnyFault, subject: Subject) => boolean,
): FaultQueue<AnyFault, Subject> {
  let queue: Waiting<AnyFault>[] = [];
  return {
    get pending() {
      return queue.map(({ fault }) => fault);
    },
    add(fault) {
      const { skip = 0, share, times = share === undefined ? 1 : Number.POSITIVE_INFINITY } = fault;
      queue.push({ fault, toSkip: skip, toStrike: times, isStruck: createDraw(fault) });
    },
    clear() {
      queue = [];
    },
    take(subject) {
      for (const waiting of queue) {
        if (!matches(waiting.fault, subject)) continue;
        if (waiting.toSkip > 0) {
          waiting.toSkip -= 1;
          continue;
        }
        if (!waiting.isStruck()) continue;
        waiting.toStrike -= 1;
        if (waiting.toStrike <= 0) queue = queue.filter((other) => other !== waiting);
        return waiting.fault;
      }
      return undefined;
    },
  };
}

/**
 * Creates the draw of a fault with a share: one random number a request, from the fault's own seed. Without a share
 * every draw is true.
 */
function createDraw({ share, seed = 1 }: Striking): () => boolean {
  if (share === undefined) return () => true;
  const random = createRandom(seed, "share of a fault");
  return () => random.fraction() < share;
}

export function createFaultQueue(): FaultQueue {
  return createQueue(matches);
}

function matches({ match }: Fault, { method, path }: VenueRequest): boolean {
  if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  return typeof match.path === "string" ? path.includes(match.path) : path.search(match.path) >= 0;
}
