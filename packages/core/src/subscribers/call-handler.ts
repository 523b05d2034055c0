/**
 * Calls a handler of the caller, async or not, and never throws. `report` receives the error that the handler throws or
 * rejects with. Returns true while an async handler is at work; `finished` is called at its end.
 */
export function callHandler(
  handler: () => unknown,
  report: (error: unknown) => void,
  finished: () => void = () => {},
): boolean {
  try {
    const result = handler();
    if (!isPromiseLike(result)) return false;
    // Wrapped in a promise, because a foreign thenable may call back at once, twice, or throw.
    void Promise.resolve(result).catch(report).then(finished);
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
