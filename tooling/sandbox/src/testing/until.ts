/** Waits, turn by turn of the event loop, until a condition is true. */
export async function until(isSo: () => boolean): Promise<void> {
  const lastMs = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > lastMs) throw new Error(`timed out waiting for ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
