import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** Checks every item of a list that may be absent; the name of a field has the index of what is wrong. */
export function checkEach<Item>(
  items: readonly Item[] | undefined,
  field: string,
  call: CallContext,
  check: (item: Item, field: string) => unknown,
): void {
  if (items === undefined) return;
  if (!Array.isArray(items)) throw invalidInput(call, field, "must be a list");
  // Not forEach, which passes over the holes of a list.
  for (const [index, item] of items.entries()) check(item, `${field}[${index}]`);
}
