/** Waits one turn of the event loop, so that all ready work has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
