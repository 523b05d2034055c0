import type { Clock } from "../contract/runtime.ts";

/** What ended a call before its reply was read. */
export type EndCause = "timeout" | "aborted" | "closed";

/** The reason of a deadline's signal. */
export class CallEnded extends Error {
  override readonly name = "CallEnded";
  readonly endCause: EndCause;

  constructor(endCause: EndCause) {
    super(endCause);
    this.endCause = endCause;
  }
}

/** One bound on a whole call: its time, the caller's signal and the client's end. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds until it ends by itself. */
  leftMs(): number;
  /** Settles as `work` does, or rejects with `CallEnded` first. A late rejection of `work` is swallowed. */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /** Removes the timer and the listeners. */
  dispose(): void;
}

/** Without `timeoutMs` only a signal ends it. A signal that is another deadline's ends it for the same cause. */
export function startDeadline(
  clock: Clock,
  timeoutMs: number | undefined,
  callerSignal: AbortSignal | undefined,
  clientSignal: AbortSignal,
): Deadline {
  const ended = new AbortController();
  const disposed = new AbortController();
  const end = (cause: EndCause): void => ended.abort(new CallEnded(cause));

  const watch = (signal: AbortSignal | undefined, cause: EndCause): void => {
    const onAbort = (): void => end(signal?.reason instanceof CallEnded ? signal.reason.endCause : cause);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true, signal: disposed.signal });
  };
  const startedMs = clock.monotonic();
  watch(clientSignal, "closed");
  watch(callerSignal, "aborted");
  if (timeoutMs !== undefined) {
    clock.sleep(timeoutMs, disposed.signal).then(
      () => end("timeout"),
      () => {},
    );
  }

  return {
    signal: ended.signal,
    leftMs: () => (timeoutMs ?? Number.POSITIVE_INFINITY) - (clock.monotonic() - startedMs),
    race: (work) =>
      new Promise((resolve, reject) => {
        const settled = new AbortController();
        const onEnd = (): void => reject(ended.signal.reason);
        if (ended.signal.aborted) onEnd();
        ended.signal.addEventListener("abort", onEnd, { once: true, signal: settled.signal });
        work.then(resolve, reject).then(() => settled.abort());
      }),
    dispose: () => disposed.abort(),
  };
}
