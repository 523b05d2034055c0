import type { CancelRefusal } from "../../exchange/orders/cancel-order.ts";
import type { EditRefusal } from "../../exchange/orders/edit-order.ts";
import type { OrderRefusal } from "../../exchange/orders/order-refusal.ts";
import type { RejectionReason } from "./order-rejection.ts";

/** Coinbase's reason for each refusal of a new order by the exchange. */
export const ORDER_REFUSALS: Readonly<Record<OrderRefusal, RejectionReason>> = {
  "price off increment": "INVALID_PRICE_PRECISION",
  "base size off increment": "INVALID_SIZE_PRECISION",
  "quote size off increment": "PREVIEW_INVALID_QUOTE_SIZE_PRECISION",
  "base size too small": "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL",
  "base size too large": "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE",
  "value too small": "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL",
  "value too large": "PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE",
  "end time in the past": "END_TIME_IS_IN_THE_PAST",
  "stop price below last price": "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE",
  "stop price above last price": "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE",
  "post-only would cross": "INVALID_LIMIT_PRICE_POST_ONLY",
  "no liquidity": "INVALID_NO_LIQUIDITY",
  "insufficient funds": "INSUFFICIENT_FUND",
};

/** Coinbase's `failure_reason` for each refused cancel. Coinbase treats a cancelled or expired order as unknown. */
export const CANCEL_REFUSALS: Readonly<Record<CancelRefusal, string>> = {
  "unknown order": "UNKNOWN_CANCEL_ORDER",
  "already ended": "UNKNOWN_CANCEL_ORDER",
  "already filled": "ORDER_IS_FULLY_FILLED",
  "already cancelling": "DUPLICATE_CANCEL_REQUEST",
};

/** An entry of `errors` in the answer to an edit. One of its two reasons is specific; the other one is "unknown". */
export interface EditFailure {
  readonly edit_failure_reason: string;
  readonly preview_failure_reason: string;
}

export const EDIT_REFUSALS: Readonly<Record<EditRefusal, EditFailure>> = {
  "unknown order": editFailure("ORDER_NOT_FOUND"),
  "not open": editFailure("ONLY_OPEN_ORDERS_CAN_BE_EDITED"),
  "not a limit order": editFailure("ONLY_LIMIT_ORDER_EDITS_SUPPORTED"),
  "invalid price": editFailure("INVALID_EDITED_PRICE"),
  "invalid size": editFailure("INVALID_EDITED_SIZE"),
  "size already filled": editFailure("CANNOT_EDIT_TO_BELOW_FILLED_SIZE"),
  "nothing changed": editFailure("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST"),
  "post-only would cross": previewFailure("PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY"),
  "insufficient funds": previewFailure("PREVIEW_INSUFFICIENT_FUND"),
};

function editFailure(reason: string): EditFailure {
  return { edit_failure_reason: reason, preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON" };
}

function previewFailure(reason: string): EditFailure {
  return { edit_failure_reason: "UNKNOWN_EDIT_ORDER_FAILURE_REASON", preview_failure_reason: reason };
}
