/**
 * The signal of `controller`, which from now on also aborts when `signal` does, and then stops listening to it. What is no
 * signal is given back as it is: whoever is given it refuses it by name.
 */
export function linkAbort(signal: AbortSignal | undefined, controller: AbortController): AbortSignal {
  if (typeof signal?.addEventListener !== "function") return signal ?? controller.signal;
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  if (signal.aborted) abort();
  return controller.signal;
}
