/**
 * Links a signal to a controller, so that the controller aborts when the signal does, and returns the controller's signal.
 * The link ends when the controller aborts. A value that is not a signal is returned unchanged, so that the receiver's
 * validation names the field.
 */
export function linkAbort(signal: AbortSignal | undefined, controller: AbortController): AbortSignal {
  if (typeof signal?.addEventListener !== "function") return signal ?? controller.signal;
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  if (signal.aborted) abort();
  return controller.signal;
}
