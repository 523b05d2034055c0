import type { VenueRequest } from "../http/message.ts";
import type { Fault } from "./fault.ts";

/** When a fault strikes, among what it matches. */
export interface Striking {
  readonly times?: number;
  readonly skip?: number;
}

/** The faults to come. The oldest that matches a request strikes; each strikes `times` times and is gone. */
export interface FaultQueue<AnyFault = Fault, Subject = VenueRequest> {
  add(fault: AnyFault): void;
  clear(): void;
  /** Those that have not struck often enough yet. */
  readonly pending: readonly AnyFault[];
  /** The fault for this request, counted as struck. */
  take(request: Subject): AnyFault | undefined;
}

interface Waiting<AnyFault> {
  readonly fault: AnyFault;
  toSkip: number;
  toStrike: number;
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
      queue.push({ fault, toSkip: fault.skip ?? 0, toStrike: fault.times ?? 1 });
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
        waiting.toStrike -= 1;
        if (waiting.toStrike <= 0) queue = queue.filter((other) => other !== waiting);
        return waiting.fault;
      }
      return undefined;
    },
  };
}

export function createFaultQueue(): FaultQueue {
  return createQueue(matches);
}

function matches({ match }: Fault, { method, path }: VenueRequest): boolean {
  if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  return typeof match.path === "string" ? path.includes(match.path) : path.search(match.path) >= 0;
}
