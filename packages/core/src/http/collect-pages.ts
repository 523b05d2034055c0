import { VenueError } from "../errors/venue-error.ts";
import type { VenueCall } from "./venue-call.ts";

/** One page of a list, and where the next one is; no cursor on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
}

/**
 * Reads pages until there are no more, or the items are enough. Pages move while they are read: an item that two of them hold is
 * there once, as last read. A cursor that repeats would go round for ever, and stopping there would pass off a part as the
 * whole: it is an error.
 */
export async function collectPages<Item>(
  call: VenueCall,
  isEnough: (count: number) => boolean,
  readPage: (cursor: string | undefined) => Promise<Page<Item>>,
  idOf: (item: Item) => unknown = (item) => item,
): Promise<Item[]> {
  const seen = new Set<string>();
  const items = new Map<unknown, Item>();
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    for (const item of page.items) items.set(idOf(item), item);
    cursor = page.nextCursor;
    if (cursor !== undefined && seen.has(cursor)) {
      const reason = "the venue gave the same page twice";
      throw new VenueError({ ...call, kind: "malformed", code: "REPEATED_CURSOR", reason, sent: "yes" });
    }
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined && !isEnough(items.size));
  return [...items.values()];
}
