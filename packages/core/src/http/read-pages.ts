import { collectPages, type Page } from "./collect-pages.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Query } from "./query.ts";
import type { VenueCall } from "./venue-call.ts";
import type { VenueHttp } from "./venue-http.ts";

/** Asks for the first page of a list. Each next one is asked for by the fields that the page before it gave. */
export type PageRequest<Item> = HttpRequest<Page<Item>>;

/** What is taken of a list. */
export interface PageLimits<Item> {
  /** True when no further page is needed after so many items. Default: all pages are read. */
  readonly isEnough?: (count: number) => boolean;
  /** Default: every item. */
  readonly isWanted?: (item: Item) => boolean;
  /** Tells items apart, since pages move while they are read. */
  readonly idOf?: (item: Item) => unknown;
}

/** Reads the pages of one list. */
export function readPages<Item>(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  request: PageRequest<Item>,
  { isEnough = () => false, isWanted = () => true, idOf }: PageLimits<Item> = {},
): Promise<Item[]> {
  const readPage = async (next: Query | undefined): Promise<Page<Item>> => {
    const page = await http.send(call, { ...request, query: { ...request.query, ...next } });
    return { ...page, items: page.items.filter(isWanted) };
  };
  return collectPages(call, isEnough, readPage, idOf);
}
