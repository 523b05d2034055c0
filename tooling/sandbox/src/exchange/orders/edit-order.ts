import { amendTerms } from "../../coinbase/orders/read-order-terms.ts";
import { type Decimal, isMultipleOf, parseDecimal, plain } from "../../numbers/decimal.ts";
import type { VenueState } from "../exchange.ts";
import { executeOrder } from "../matching/execution.ts";
import { adjustHold, holdForRemaining } from "../matching/funds.ts";
import { runTriggers } from "../matching/triggers.ts";
import { markChanged } from "./mark-changed.ts";
import { isLive, type Order, payingCurrency } from "./order.ts";
import { wouldCross } from "./order-checks.ts";

/** Why an edit is refused: in the words of the edit enum, or in those of a preview. */
export interface EditFailure {
  readonly edit_failure_reason: string;
  readonly preview_failure_reason: string;
}

const KEPT_EDITS = 5;

/** What the client sends: price and size both replace what was there. */
export interface EditText {
  readonly price: string;
  readonly size: string;
}

/** An edit that can be made. */
export interface EditDraft {
  readonly order: Order;
  /** The order as it would be, with its hold. */
  readonly amended: Order;
  readonly price: Decimal;
  readonly size: Decimal;
}

/** Only a plain good-till-cancelled limit order is edited here; the venue takes stops and brackets too. */
export function draftEdit(
  state: VenueState,
  order: Order | undefined,
  text: EditText,
): EditDraft | EditFailure {
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
  return draftAmended(state, order, price, size);
}

function draftAmended(
  state: VenueState,
  order: Order,
  price: Decimal,
  size: Decimal,
): EditDraft | EditFailure {
  const terms = amendTerms(order.terms, price, size);
  if (terms.postOnly && wouldCross({ side: order.side, terms, market: state.marketOf(order.product) })) {
    return previewRefused("PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY");
  }
  const amended = { ...order, terms, baseSize: size, workingLimit: price };
  const hold = holdForRemaining(state, amended);
  if (hold.minus(order.hold).gt(state.ledger.available(payingCurrency(order)))) {
    return previewRefused("PREVIEW_INSUFFICIENT_FUND");
  }
  return { order, amended: { ...amended, hold }, price, size };
}

export function editOrder(
  state: VenueState,
  order: Order | undefined,
  text: EditText,
): EditFailure | undefined {
  const draft = draftEdit(state, order, text);
  if (isEditFailure(draft)) return draft;
  amend(state, draft);
  return undefined;
}

export function isEditFailure(draft: EditDraft | EditFailure): draft is EditFailure {
  return "edit_failure_reason" in draft;
}

function amend(state: VenueState, { order, amended, price, size }: EditDraft): void {
  const { book } = state.marketOf(order.product);
  const keepsItsPlace = order.workingLimit?.eq(price) === true && order.baseSize?.gt(size) === true;
  const entry = book.entryOf(order.orderId);
  adjustHold(state, order, amended.hold);
  order.terms = amended.terms;
  order.baseSize = size;
  order.workingLimit = price;
  markChanged(state, order);
  order.edits.push({ price: plain(price), size: plain(size), acceptedTime: order.lastUpdateTime });
  if (order.edits.length > KEPT_EDITS) order.edits.shift();
  if (keepsItsPlace && entry !== undefined) {
    book.resize(order.side, entry, size.minus(order.filledSize));
  } else {
    book.removeOrder(order.orderId);
    executeOrder(state, order);
    runTriggers(state);
  }
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
