/**
 * Calls what the caller gave, async or not, and never throws: `report` is given what that throws, now or later. Answers
 * whether it is still at work; then `finished` is called once it is not.
 */
export function callHandler(
  handler: () => unknown,
  report: (error: unknown) => void,
  finished: () => void = () => {},
): boolean {
  try {
    const result = handler();
    if (!isPromiseLike(result)) return false;
    // Resolved, as a promise of another kind may call back at once, twice, or throw.
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
