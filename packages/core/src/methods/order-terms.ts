import type { OrderChanges } from "../contract/amend.ts";
import type { Order } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput, unsupported } from "../errors/invalid-input.ts";
import { nonZeroPrice } from "../normalize/order-amounts.ts";
import { TERM_FIELDS, type TermField } from "../validation/order-changes.ts";
import { compareDecimals } from "../values/decimal.ts";

/** Whether an order has these terms, by value; one that is absent may be any. */
export function hasTerms(order: Order, terms: OrderChanges): boolean {
  return TERM_FIELDS.every((field) => {
    const [has, wanted] = [order[field], terms[field]];
    return wanted === undefined || (has !== undefined && compareDecimals(has, wanted) === 0);
  });
}

/**
 * The terms of an order with the changes in them. A term that an order does not have cannot be changed, as it would be
 * added; and without a price and a size that are known, an edit would make them zero.
 */
export function changedTerms(order: Order, changes: OrderChanges, call: CallContext): OrderChanges {
  const terms: Partial<Record<TermField, string>> = {};
  for (const field of TERM_FIELDS) {
    const [term, change] = [nonZeroPrice(order[field]), changes[field]];
    if (term === undefined && change !== undefined)
      throw invalidInput(call, field, "is not a term of this order");
    if (term !== undefined) terms[field] = change ?? term;
  }
  const hasOneSize = (terms.quantity === undefined) !== (terms.quoteQuantity === undefined);
  if (terms.price === undefined || !hasOneSize)
    throw unsupported(call, "only an order with a price and one size can be edited");
  return terms;
}
