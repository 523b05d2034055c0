import type { JsonObject, Page } from "@cqvx/core/venue";

/**
 * A page of accounts or orders, and where the next one is. Without has_next a cursor is followed: an empty page more is
 * better than a part that passes for the whole.
 */
export function readPage<Item>(reply: JsonObject, key: string, read: (item: JsonObject) => Item): Page<Item> {
  const hasNext = reply.boolean("has_next") ?? reply.has("cursor");
  return { items: reply.list(key).map(read), nextCursor: hasNext ? reply.requiredText("cursor") : undefined };
}
