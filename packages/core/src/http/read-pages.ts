import { VenueError } from "../errors/venue-error.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Query } from "./request-url.ts";
import type { VenueCall } from "./venue-call.ts";
import type { VenueHttp } from "./venue-http.ts";

/** A request for the first page of a list. The query of each next page comes from the page before it. */
export type PageRequest<Item> = HttpRequest<Page<Item>>;

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The query fields of the next page: a cursor, or a page number. Undefined on the last page. */
  readonly next: Query | undefined;
}

/** The part of a list that is wanted. */
export interface PageLimits<Item> {
  /** True when so many items are enough. Default: all pages are read. */
  readonly isEnough?: (count: number) => boolean;
  /** Default: every item. */
  readonly isWanted?: (item: Item) => boolean;
  /** Returns the identity of an item, since pages move while they are read. Default: every item is its own. */
  readonly idOf?: (item: Item) => unknown;
}

/**
 * Reads the pages of one list until there are no more, or the items are enough. An item that is on two pages appears once, as
 * last read.
 *
 * Rejects with `malformed` REPEATED_CURSOR when a page asks for a page that was read before: the rest of the list cannot be
 * reached, and a part must not pass as the whole.
 */
export async function readPages<Item>(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  request: PageRequest<Item>,
  { isEnough = () => false, isWanted = () => true, idOf = (item) => item }: PageLimits<Item> = {},
): Promise<Item[]> {
  const asked = new Set<string>();
  const items = new Map<unknown, Item>();
  let next: Query | undefined;
  do {
    const page = await http.send(call, { ...request, query: { ...request.query, ...next } });
    for (const item of page.items.filter(isWanted)) items.set(idOf(item), item);
    next = page.next;
    if (next === undefined) break;
    const question = JSON.stringify(next);
    if (asked.has(question)) {
      const reason = "the venue gave the same page twice";
      throw new VenueError({ ...call, kind: "malformed", code: "REPEATED_CURSOR", reason, sent: "yes" });
    }
    asked.add(question);
  } while (!isEnough(items.size));
  return [...items.values()];
}
