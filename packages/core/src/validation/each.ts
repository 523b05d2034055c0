import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** Checks every item of an optional list. The field name in an error has the index of the wrong item. */
export function checkEach<Item>(
  items: readonly Item[] | undefined,
  field: string,
  call: CallContext,
  check: (item: Item, field: string) => unknown,
): void {
  if (items === undefined) return;
  if (!Array.isArray(items)) throw invalidInput(call, field, "must be a list");
  // forEach would skip the holes of a sparse list.
  for (const [index, item] of items.entries()) check(item, `${field}[${index}]`);
}
