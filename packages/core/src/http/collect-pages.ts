import { VenueError } from "../errors/venue-error.ts";
import type { Query } from "./query.ts";
import type { VenueCall } from "./venue-call.ts";

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The fields of the query that ask for the next page: a cursor, or a page number. Undefined on the last page. */
  readonly next: Query | undefined;
}

/**
 * Reads pages until there are no more, or the items are enough. Pages move while they are read: an item that two of them hold
 * is there once, as last read. A page that asks for itself again would go round for ever, and stopping there would pass off a
 * part as the whole: it is an error.
 */
export async function collectPages<Item>(
  call: VenueCall,
  isEnough: (count: number) => boolean,
  readPage: (next: Query | undefined) => Promise<Page<Item>>,
  idOf: (item: Item) => unknown = (item) => item,
): Promise<Item[]> {
  const seen = new Set<string>();
  const items = new Map<unknown, Item>();
  let next: Query | undefined;
  do {
    const page = await readPage(next);
    for (const item of page.items) items.set(idOf(item), item);
    next = page.next;
    const asked = next && JSON.stringify(next);
    if (asked !== undefined && seen.has(asked)) {
      const reason = "the venue gave the same page twice";
      throw new VenueError({ ...call, kind: "malformed", code: "REPEATED_CURSOR", reason, sent: "yes" });
    }
    if (asked !== undefined) seen.add(asked);
  } while (next !== undefined && !isEnough(items.size));
  return [...items.values()];
}
