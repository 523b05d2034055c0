import type { JsonObject, Page } from "@cqvx/core/venue";

/**
 * A page of a list, and its cursor for the next one, which some lists have in an object of its own. Without has_next a cursor
 * is followed: an empty page more is better than a part that passes for the whole.
 */
export function readPage<Item>(
  reply: JsonObject,
  list: string,
  read: (item: JsonObject) => Item,
  { paging = reply, cursor = "cursor" }: { paging?: JsonObject | undefined; cursor?: string } = {},
): Page<Item> {
  const hasNext = paging.boolean("has_next") ?? paging.has(cursor);
  const next = hasNext ? { cursor: paging.requiredText(cursor) } : undefined;
  return { items: reply.list(list).map(read), next };
}
