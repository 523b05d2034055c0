/**
 * An order that Coinbase rejects with status 200. Coinbase has two enums of reasons, `NewOrderFailureReason` and the longer
 * `PreviewFailureReason`; the answer has one or both.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export class OrderRejected extends Error {
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason) {
    super(reason);
    this.name = "OrderRejected";
    this.reason = reason;
  }
}

/** The reasons for which the sandbox rejects an order, in Coinbase's words. */
export type RejectionReason =
  | "INSUFFICIENT_FUND"
  | "UNSUPPORTED_ORDER_CONFIGURATION"
  | "INVALID_PRODUCT_ID"
  | "INVALID_REQUEST"
  | "INVALID_LIMIT_PRICE"
  | "INVALID_PRICE_PRECISION"
  | "INVALID_SIZE_PRECISION"
  | "INVALID_LIMIT_PRICE_POST_ONLY"
  | "INVALID_NO_LIQUIDITY"
  | "END_TIME_IS_IN_THE_PAST"
  | "GTD_ORDERS_MUST_HAVE_END_TIME"
  | "DUPLICATE_CLIENT_ORDER_ID"
  | "PREVIEW_NON_NUMERIC_ORDER_SIZE"
  | "PREVIEW_INVALID_ORDER_CONFIG"
  | "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL"
  | "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE"
  | "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL"
  | "PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE"
  | "PREVIEW_INVALID_QUOTE_SIZE_PRECISION"
  | "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE"
  | "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE";

interface ReasonWords {
  readonly message: string;
  /** The corresponding reason of the preview enum. */
  readonly preview?: string;
}

const WORDS: Readonly<Record<RejectionReason, ReasonWords>> = {
  INSUFFICIENT_FUND: {
    message: "Insufficient balance in source account",
    preview: "PREVIEW_INSUFFICIENT_FUND",
  },
  UNSUPPORTED_ORDER_CONFIGURATION: { message: "order configuration is not supported for this product" },
  INVALID_PRODUCT_ID: { message: "product is not available" },
  INVALID_REQUEST: { message: "order configuration is not valid" },
  INVALID_LIMIT_PRICE: { message: "limit price is not valid", preview: "PREVIEW_INVALID_LIMIT_PRICE" },
  INVALID_PRICE_PRECISION: { message: "too many decimals in order price" },
  INVALID_SIZE_PRECISION: { message: "too many decimals in order amount" },
  INVALID_LIMIT_PRICE_POST_ONLY: {
    message: "post only limit order price would cross the book",
    preview: "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY",
  },
  INVALID_NO_LIQUIDITY: { message: "no liquidity on the other side of the book" },
  END_TIME_IS_IN_THE_PAST: { message: "end time is in the past" },
  GTD_ORDERS_MUST_HAVE_END_TIME: { message: "good until date orders must have an end time" },
  DUPLICATE_CLIENT_ORDER_ID: { message: "client order id was used before" },
  PREVIEW_NON_NUMERIC_ORDER_SIZE: { message: "" },
  PREVIEW_INVALID_ORDER_CONFIG: { message: "" },
  PREVIEW_INVALID_BASE_SIZE_TOO_SMALL: { message: "" },
  PREVIEW_INVALID_BASE_SIZE_TOO_LARGE: { message: "" },
  PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL: { message: "" },
  PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE: { message: "" },
  PREVIEW_INVALID_QUOTE_SIZE_PRECISION: { message: "" },
  PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE: { message: "" },
  PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE: { message: "" },
};

/** Returns the `error_response` of a create answer. With a reason of the preview enum, the other fields are empty or unknown. */
export function describeRejection(reason: RejectionReason): Readonly<Record<string, string>> {
  const { message, preview } = WORDS[reason];
  if (reason.startsWith("PREVIEW_")) {
    return {
      error: "UNKNOWN_FAILURE_REASON",
      message: "",
      error_details: "",
      preview_failure_reason: reason,
      new_order_failure_reason: "UNKNOWN_FAILURE_REASON",
    };
  }
  return {
    error: reason,
    message,
    error_details: "",
    preview_failure_reason: preview ?? "UNKNOWN_PREVIEW_FAILURE_REASON",
    new_order_failure_reason: reason,
  };
}

/** Returns the reason as a preview writes it. */
export function previewReason(reason: RejectionReason): string {
  return reason.startsWith("PREVIEW_") ? reason : `PREVIEW_${reason}`;
}
