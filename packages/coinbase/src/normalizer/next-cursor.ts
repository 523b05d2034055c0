import type { JsonObject } from "@cqvx/core/venue";

/**
 * Where the next page of accounts or orders is; undefined on the last. Without has_next a cursor is followed: an empty
 * page more is better than a part that passes for the whole.
 */
export function readNextCursor(reply: JsonObject): string | undefined {
  const hasNext = reply.boolean("has_next") ?? reply.has("cursor");
  return hasNext ? reply.requiredText("cursor") : undefined;
}
