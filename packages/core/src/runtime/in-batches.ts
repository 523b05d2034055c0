/** The number of items in a batch, and of batches that run at the same time. */
export interface BatchSizes {
  readonly size: number;
  readonly atOnce: number;
}

/** Runs `work` on items in batches, and returns the results in the order of the items. A hanging batch delays no other. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  { size, atOnce }: BatchSizes,
  work: (batch: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_none, index) =>
    items.slice(index * size, (index + 1) * size),
  );
  const results: (readonly Result[])[] = [];
  const waiting = batches.entries();
  // Each worker takes the next batch after it has finished one.
  const worker = async (): Promise<void> => {
    for (const [index, batch] of waiting) results[index] = await work(batch);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.flat();
}
