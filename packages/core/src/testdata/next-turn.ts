/** Resolves after one turn of the event loop, when everything that was ready has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
