import type { JsonObject, Page } from "@cqvx/core/venue";

/**
 * Reads a page of a list and the cursor of the next page. Some lists have the cursor in an object of its own. Without has_next
 * the cursor is followed: one more empty page is better than an incomplete list.
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
