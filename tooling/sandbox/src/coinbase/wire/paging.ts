import { invalidArgument } from "./refused-request.ts";

/** One page of a list, and the cursor of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasNext: boolean;
  /** The position of the last item; "" on an empty page. */
  readonly cursor: string;
}

export interface PageQuery {
  readonly cursor: string;
  readonly limit: number;
}

/** Reads `limit` and `cursor`. A limit above the largest is cut to it. */
export function readPageQuery(
  query: URLSearchParams,
  { fallback, largest }: { readonly fallback: number; readonly largest: number },
): PageQuery {
  const text = query.get("limit") ?? "";
  if (!/^\d{0,9}$/.test(text)) throw invalidArgument("invalid value for int32 field limit");
  const limit = Number(text);
  return { limit: limit === 0 ? fallback : Math.min(limit, largest), cursor: query.get("cursor") ?? "" };
}

/**
 * Returns the items after the cursor. A cursor holds a rank, not an offset, so items added at the front between two
 * pages cause no repeats or gaps. It is padded base64, which a client has to percent-encode.
 */
export function pageOf<Item>(
  items: readonly Item[],
  rankOf: (item: Item, index: number) => number,
  { cursor, limit }: PageQuery,
): Page<Item> {
  const after = cursor === "" ? Number.POSITIVE_INFINITY : decodeCursor(cursor);
  const ranked = items.map((item, index) => ({ item, rank: rankOf(item, index) }));
  const rest = ranked.filter(({ rank }) => rank < after).sort((left, right) => right.rank - left.rank);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    hasNext: rest.length > page.length,
    cursor: last === undefined ? "" : encodeCursor(last.rank),
  };
}

function encodeCursor(rank: number): string {
  return Buffer.from(`rank:${rank}`).toString("base64");
}

function decodeCursor(cursor: string): number {
  const rank = /^rank:(-?\d{1,12})$/.exec(Buffer.from(cursor, "base64").toString("latin1"))?.[1];
  if (rank === undefined) throw invalidArgument("invalid cursor");
  return Number(rank);
}
