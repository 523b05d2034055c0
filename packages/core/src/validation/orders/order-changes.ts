import type { OrderChanges } from "../../contract/amend.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { DECIMAL_RULE, isPositiveDecimal } from "../../values/decimal-text.ts";
import { checkKnownFields } from "../known-fields.ts";

/** The terms of an order that `editOrder` can change. */
export type TermField = keyof OrderChanges;

/** The terms in the order in which they are checked. */
export const TERM_FIELDS: readonly TermField[] = ["quantity", "quoteQuantity", "price", "stopPrice"];

/**
 * Checks the changes for `editOrder` and returns a copy, because the caller may modify its object while the order is read.
 * Throws `invalidInput` with the field's name.
 */
export function checkOrderChanges(changes: OrderChanges, call: CallContext): OrderChanges {
  checkKnownFields(changes, TERM_FIELDS, "changes", call);
  const checked: Partial<Record<TermField, string>> = {};
  for (const field of TERM_FIELDS) {
    const value = changes[field];
    if (value === undefined) continue;
    if (!isPositiveDecimal(value)) throw invalidInput(call, field, DECIMAL_RULE);
    checked[field] = value;
  }
  if (Object.keys(checked).length === 0)
    throw invalidInput(call, "changes", `must have one of ${TERM_FIELDS.join(", ")}`);
  if (checked.quantity !== undefined && checked.quoteQuantity !== undefined)
    throw invalidInput(call, "quoteQuantity", "cannot be combined with quantity");
  return checked;
}
