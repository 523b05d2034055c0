/** How many items go together, and how many batches are under way at once. */
export interface BatchSizes {
  readonly size: number;
  readonly atOnce: number;
}

/** Works on items in batches. Gives the results in the order of the items. A batch that hangs holds up none of the others. */
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
  // Each takes the next batch when it is done with one.
  const worker = async (): Promise<void> => {
    for (const [index, batch] of waiting) results[index] = await work(batch);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.flat();
}
