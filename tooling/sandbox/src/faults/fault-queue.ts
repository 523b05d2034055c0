import type { VenueRequest } from "../http/message.ts";
import type { Fault } from "./fault.ts";

/** The faults to come. The oldest that matches a request strikes; each strikes `times` times and is gone. */
export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  /** Those that have not struck often enough yet. */
  readonly pending: readonly Fault[];
  /** The fault for this request, counted as struck. */
  take(request: VenueRequest): Fault | undefined;
}

interface Waiting {
  readonly fault: Fault;
  toSkip: number;
  toStrike: number;
}

export function createFaultQueue(): FaultQueue {
  let queue: Waiting[] = [];
  return {
    get pending() {
      return queue.map(({ fault }) => fault);
    },
    add(fault) {
      queue.push({ fault, toSkip: fault.skip ?? 0, toStrike: fault.times ?? 1 });
    },
    clear() {
      queue = [];
    },
    take(request) {
      for (const waiting of queue) {
        if (!matches(waiting.fault, request)) continue;
        if (waiting.toSkip > 0) {
          waiting.toSkip -= 1;
          continue;
        }
        waiting.toStrike -= 1;
        if (waiting.toStrike <= 0) queue = queue.filter((other) => other !== waiting);
        return waiting.fault;
      }
      return undefined;
    },
  };
}

function matches({ match }: Fault, { method, path }: VenueRequest): boolean {
  if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  return typeof match.path === "string" ? path.includes(match.path) : path.search(match.path) >= 0;
}
