import type { OrderChanges } from "../contract/amend.ts";
import type { Order } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput, unsupported } from "../errors/invalid-input.ts";
import { nonZeroPrice } from "../normalize/order-amounts.ts";
import { TERM_FIELDS, type TermField } from "../validation/orders/order-changes.ts";
import { compareDecimals } from "../values/decimal.ts";

/** Returns true when an order has these terms, compared by value. A term that is absent from `terms` matches any. */
export function hasTerms(order: Order, terms: OrderChanges): boolean {
  return TERM_FIELDS.every((field) => {
    const [has, wanted] = [order[field], terms[field]];
    return wanted === undefined || (has !== undefined && compareDecimals(has, wanted) === 0);
  });
}

/**
 * Returns the terms of an order with the changes applied. A term that the order does not have cannot be changed. An order needs
 * a known price and one known size, since an edit would make a missing one zero.
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
