import type { Clock } from "../contract/runtime.ts";
import { startTimer } from "./timer.ts";

/** One bound on a whole call: its time, the caller's signal and the client's end. */
export interface Deadline {
  /** The reason of its end. Undefined while there is time. */
  readonly ended: CallEnded | undefined;
  /** A signal that aborts with `ended`, for functions that take one. */
  readonly signal: AbortSignal;
  /** Returns the milliseconds until the time is up. */
  leftMs(): number;
  /** Settles as `work` does, or rejects with `CallEnded` first. A late rejection of `work` is swallowed. */
  race<Result>(work: PromiseLike<Result>): Promise<Result>;
  /** Ends it now. Does nothing when it has ended before. */
  end(cause: EndCause): void;
  /** Calls `listener` when it ends, and at once when it has. Returns a function that takes the listener away. */
  onEnd(listener: EndListener): () => void;
  /** Removes its timer and its listeners on others. */
  dispose(): void;
}

/** The limits of a deadline. Without any, only `end` ends it. */
export interface DeadlineBounds {
  readonly timeoutMs?: number | undefined;
  /** A caller's signal. It ends the deadline as `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** A longer deadline. Its end is the end of this one, for the same cause. */
  readonly within?: Pick<Deadline, "onEnd"> | undefined;
}

/** The cause for which a call ended before its reply was read. */
export type EndCause = "timeout" | "aborted" | "closed";

type EndListener = (ended: CallEnded) => void;

/** The reason of a deadline's end. */
export class CallEnded extends Error {
  override readonly name = "CallEnded";
  readonly endCause: EndCause;

  constructor(endCause: EndCause) {
    super(endCause);
    this.endCause = endCause;
  }
}

/**
 * Starts a deadline. Each call has one, so it works with plain callbacks: an AbortSignal costs many times as much, and
 * exists only once somebody asks for it.
 */
export function startDeadline(clock: Clock, { timeoutMs, signal, within }: DeadlineBounds): Deadline {
  const startedMs = clock.monotonic();
  const listeners = new Set<EndListener>();
  let ended: CallEnded | undefined;
  let controller: AbortController | undefined;

  const end = (cause: EndCause): void => {
    if (ended !== undefined) return;
    ended = new CallEnded(cause);
    controller?.abort(ended);
    for (const listener of listeners) listener(ended);
  };
  const onEnd: Deadline["onEnd"] = (listener) => {
    if (ended === undefined) listeners.add(listener);
    else listener(ended);
    return () => listeners.delete(listener);
  };

  const onAbort = (): void => end("aborted");
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted === true) onAbort();
  const leave = within?.onEnd(({ endCause }) => end(endCause));
  const stopTimer = timeoutMs === undefined ? undefined : startTimer(clock, timeoutMs, () => end("timeout"));

  return {
    get ended() {
      return ended;
    },
    get signal() {
      controller ??= new AbortController();
      if (ended !== undefined) controller.abort(ended);
      return controller.signal;
    },
    leftMs: () => (timeoutMs ?? Number.POSITIVE_INFINITY) - (clock.monotonic() - startedMs),
    race: (work) =>
      new Promise((resolve, reject) => {
        const forget = onEnd(reject);
        work.then(resolve, reject).then(forget);
      }),
    end,
    onEnd,
    dispose: () => {
      leave?.();
      stopTimer?.();
      try {
        signal?.removeEventListener("abort", onAbort);
      } catch {
        // A foreign signal that throws here must not hide the result of the call.
      }
    },
  };
}
