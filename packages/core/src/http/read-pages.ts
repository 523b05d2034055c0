import { collectPages, type Page } from "./collect-pages.ts";
import type { Connection } from "./connection.ts";
import type { VenueCall } from "./venue-call.ts";
import type { HttpRequest } from "./venue-http.ts";

/** What is taken of a list. */
export interface PageLimits<Item> {
  /** Whether no further page is needed after so many. Default: all are. */
  readonly isEnough?: (count: number) => boolean;
  /** Default: every item. */
  readonly isWanted?: (item: Item) => boolean;
  /** What tells items apart, since pages move while they are read. */
  readonly idOf?: (item: Item) => unknown;
}

/** Reads the pages of one list, each asked for by the `cursor` of the one before. */
export function readPages<Item>(
  { http }: Pick<Connection, "http">,
  call: VenueCall,
  request: HttpRequest<Page<Item>>,
  { isEnough = () => false, isWanted = () => true, idOf }: PageLimits<Item> = {},
): Promise<Item[]> {
  const readPage = async (cursor: string | undefined): Promise<Page<Item>> => {
    const page = await http.send(call, { ...request, query: { ...request.query, cursor } });
    return { ...page, items: page.items.filter(isWanted) };
  };
  return collectPages(call, isEnough, readPage, idOf);
}
