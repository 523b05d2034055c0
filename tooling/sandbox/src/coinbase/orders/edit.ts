import { type Decimal, isMultipleOf, parseDecimal, plain } from "../../decimal.ts";
import type { VenueState } from "../state.ts";
import { executeOrder } from "./execution.ts";
import { adjustHold, holdForRemaining } from "./funds.ts";
import { isLive, type Order, payingCurrency } from "./order.ts";
import { markChanged } from "./order-changes.ts";
import { wouldCross } from "./order-checks.ts";
import { amendTerms } from "./order-terms.ts";
import { runTriggers } from "./triggers.ts";

/** Why an edit is refused: in the words of the edit enum, or in those of a preview. */
export interface EditFailure {
  readonly edit_failure_reason: string;
  readonly preview_failure_reason: string;
}

const KEPT_EDITS = 5;

/** Only a plain good-till-cancelled limit order is edited here; the venue takes stops and brackets too. */
export function editOrder(
  state: VenueState,
  order: Order | undefined,
  text: { readonly price: string; readonly size: string },
): EditFailure | undefined {
  if (order === undefined) return refused("ORDER_NOT_FOUND");
  if (!isLive(order) || order.status !== "OPEN") return refused("ONLY_OPEN_ORDERS_CAN_BE_EDITED");
  if (order.terms.key !== "limit_limit_gtc") return refused("ONLY_LIMIT_ORDER_EDITS_SUPPORTED");
  const { priceIncrement, baseIncrement } = order.product;
  const price = readOnGrid(text.price, priceIncrement);
  // A size that is left out reads as 0, and is refused as such.
  const size = readOnGrid(text.size, baseIncrement);
  if (price === undefined) return refused("INVALID_EDITED_PRICE");
  if (size === undefined) return refused("INVALID_EDITED_SIZE");
  if (size.lte(order.filledSize)) return refused("CANNOT_EDIT_TO_BELOW_FILLED_SIZE");
  if (order.baseSize?.eq(size) && order.workingLimit?.eq(price)) {
    return refused("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST");
  }
  return amend(state, order, price, size);
}

function amend(state: VenueState, order: Order, price: Decimal, size: Decimal): EditFailure | undefined {
  const market = state.marketOf(order.product);
  const terms = amendTerms(order.terms, price, size);
  if (terms.postOnly && wouldCross({ side: order.side, terms, market })) {
    return previewRefused("PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY");
  }
  const hold = holdForRemaining(state, { ...order, terms, baseSize: size });
  if (hold.minus(order.hold).gt(state.ledger.available(payingCurrency(order)))) {
    return previewRefused("PREVIEW_INSUFFICIENT_FUND");
  }
  const keepsItsPlace = order.workingLimit?.eq(price) === true && order.baseSize?.gt(size) === true;
  const entry = market.book.entryOf(order.orderId);
  adjustHold(state, order, hold);
  order.terms = terms;
  order.baseSize = size;
  order.workingLimit = price;
  markChanged(state, order);
  order.edits.push({ price: plain(price), size: plain(size), acceptedTime: order.lastUpdateTime });
  if (order.edits.length > KEPT_EDITS) order.edits.shift();
  if (keepsItsPlace && entry !== undefined) {
    market.book.resize(order.side, entry, size.minus(order.filledSize));
  } else {
    market.book.removeOrder(order.orderId);
    executeOrder(state, order);
    runTriggers(state);
  }
  return undefined;
}

function readOnGrid(text: string, increment: Decimal): Decimal | undefined {
  const value = parseDecimal(text);
  return value?.gt(0) && isMultipleOf(value, increment) ? value : undefined;
}

function refused(reason: string): EditFailure {
  return { edit_failure_reason: reason, preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON" };
}

function previewRefused(reason: string): EditFailure {
  return { edit_failure_reason: "UNKNOWN_EDIT_ORDER_FAILURE_REASON", preview_failure_reason: reason };
}
