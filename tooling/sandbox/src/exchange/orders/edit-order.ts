import { type Decimal, isMultipleOf } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import { executeOrder } from "../matching/execution.ts";
import { adjustHold, holdForRemaining } from "../matching/holds.ts";
import { runTriggers } from "../matching/triggers.ts";
import { isRefused, type Refused } from "../refused.ts";
import { markChanged } from "./mark-changed.ts";
import { isLive, type Order, payingCurrency } from "./order.ts";
import { wouldCross } from "./order-checks.ts";
import type { OrderTerms } from "./order-terms.ts";

/** The reasons for which an edit is refused. */
export type EditRefusal =
  | "unknown order"
  | "not open"
  | "not a limit order"
  | "invalid price"
  | "invalid size"
  | "size already filled"
  | "nothing changed"
  | "post-only would cross"
  | "insufficient funds";

const KEPT_EDITS = 5;

/** The new price and size. Undefined is a value that the request does not have or that is no number. */
export interface EditRequest {
  readonly price: Decimal | undefined;
  readonly size: Decimal | undefined;
}

/** An edit that passed every check. */
export interface EditDraft {
  readonly order: Order;
  /** A copy of the order as it would be after the edit, with its hold. */
  readonly amended: Order;
  readonly price: Decimal;
  readonly size: Decimal;
}

/** Checks an edit without making it. Only good-till-cancelled limit orders can be edited. */
export function draftEdit(
  exchange: Exchange,
  order: Order | undefined,
  request: EditRequest,
): EditDraft | Refused<EditRefusal> {
  if (order === undefined) return { refused: "unknown order" };
  if (!isLive(order) || order.status !== "open") return { refused: "not open" };
  const { type, timeInForce } = order.terms;
  if (type !== "limit" || timeInForce !== "GTC") return { refused: "not a limit order" };
  const { priceIncrement, baseIncrement } = order.product;
  const price = onIncrement(request.price, priceIncrement);
  const size = onIncrement(request.size, baseIncrement);
  if (price === undefined) return { refused: "invalid price" };
  if (size === undefined) return { refused: "invalid size" };
  if (size.lte(order.filledSize)) return { refused: "size already filled" };
  if (order.baseSize?.eq(size) && order.workingLimit?.eq(price)) return { refused: "nothing changed" };
  return draftAmended(exchange, order, price, size);
}

/** Edits an order. Returns the refusal, or undefined when the edit is made. */
export function editOrder(
  exchange: Exchange,
  order: Order | undefined,
  request: EditRequest,
): EditRefusal | undefined {
  const draft = draftEdit(exchange, order, request);
  if (isRefused(draft)) return draft.refused;
  amend(exchange, draft);
  return undefined;
}

function draftAmended(
  exchange: Exchange,
  order: Order,
  price: Decimal,
  size: Decimal,
): EditDraft | Refused<EditRefusal> {
  const terms = amendTerms(order.terms, price, size);
  const market = exchange.marketOf(order.product);
  if (terms.postOnly && wouldCross({ side: order.side, terms, market })) {
    return { refused: "post-only would cross" };
  }
  const amended = { ...order, terms, baseSize: size, workingLimit: price };
  const hold = holdForRemaining(exchange, amended);
  if (hold.minus(order.hold).gt(exchange.ledger.available(payingCurrency(order)))) {
    return { refused: "insufficient funds" };
  }
  return { order, amended: { ...amended, hold }, price, size };
}

function amend(exchange: Exchange, { order, amended, price, size }: EditDraft): void {
  const { book } = exchange.marketOf(order.product);
  const keepsItsPlace = order.workingLimit?.eq(price) === true && order.baseSize?.gt(size) === true;
  const entry = book.entryOf(order.orderId);
  adjustHold(exchange, order, amended.hold);
  order.terms = amended.terms;
  order.baseSize = size;
  order.workingLimit = price;
  order.edits.push({ price, size, acceptedUs: markChanged(exchange, order) });
  if (order.edits.length > KEPT_EDITS) order.edits.shift();
  if (keepsItsPlace && entry !== undefined) {
    book.resize(order.side, entry, size.minus(order.filledSize));
  } else {
    book.removeOrder(order.orderId);
    executeOrder(exchange, order);
    runTriggers(exchange);
  }
}

function amendTerms(
  { quoteSize: _, ...terms }: OrderTerms,
  limitPrice: Decimal,
  baseSize: Decimal,
): OrderTerms {
  return { ...terms, limitPrice, baseSize };
}

function onIncrement(value: Decimal | undefined, increment: Decimal): Decimal | undefined {
  return value?.gt(0) && isMultipleOf(value, increment) ? value : undefined;
}
