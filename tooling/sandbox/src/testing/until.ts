/** Lets what is under way go on until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const lastMs = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > lastMs) throw new Error(`it never came to be that ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
