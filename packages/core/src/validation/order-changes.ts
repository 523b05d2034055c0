import type { OrderChanges } from "../contract/amend.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { DECIMAL_RULE, isPositiveDecimal } from "../values/decimal-text.ts";
import { checkKnownFields } from "./known-fields.ts";

/** The terms of an order that can be changed. */
export type TermField = keyof OrderChanges;

export const TERM_FIELDS: readonly TermField[] = ["quantity", "quoteQuantity", "price", "stopPrice"];

/** Checks what `editOrder` shall change, or throws `invalidInput` with the field's name. */
export function checkOrderChanges(changes: OrderChanges, call: CallContext): void {
  checkKnownFields(changes, TERM_FIELDS, "changes", call);
  const given = TERM_FIELDS.filter((field) => changes[field] !== undefined);
  if (given.length === 0) throw invalidInput(call, "changes", `must have one of ${TERM_FIELDS.join(", ")}`);
  for (const field of given) {
    if (!isPositiveDecimal(changes[field])) throw invalidInput(call, field, DECIMAL_RULE);
  }
  if (changes.quantity !== undefined && changes.quoteQuantity !== undefined)
    throw invalidInput(call, "quoteQuantity", "cannot be combined with quantity");
}
