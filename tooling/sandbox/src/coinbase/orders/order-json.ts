import type { VenueState } from "../../exchange/exchange.ts";
import type { Order } from "../../exchange/orders/order.ts";
import { plain, ratio, ZERO } from "../../numbers/decimal.ts";

export const AVERAGE_DIGITS = 16;

/** What no spot order of the sandbox ever has otherwise. The venue sends these too, some outside its documentation. */
const CONSTANT_FIELDS = {
  attached_order_configuration: null,
  attached_order_id: "",
  combo_legs: [],
  commission_detail_total: null,
  cost_basis_method: "COST_BASIS_METHOD_UNSPECIFIED",
  current_pending_replace: null,
  displayed_order_config: "UNKNOWN_DISPLAYED_ORDER_CONFIG",
  equity_trading_session: "UNKNOWN_EQUITY_TRADING_SESSION",
  fee: "",
  funding_source: "FUNDING_SOURCE_UNSPECIFIED",
  holds: null,
  is_liquidation: false,
  leverage: "",
  margin_type: "UNKNOWN_MARGIN_TYPE",
  option_legs: [],
  order_data_source: "ORDER_DATA_SOURCE_UNKNOWN",
  order_placement_source: "RETAIL_ADVANCED",
  originating_order_id: "",
  outstanding_hold_amount_native: null,
  prediction_side: "PREDICTION_SIDE_UNKNOWN",
  product_details: null,
  product_type: "SPOT",
  reject_message: "",
  reject_reason: "REJECT_REASON_UNSPECIFIED",
  total_fees_native: null,
  total_value_after_fees_native: null,
  workable_size: "",
  workable_size_completion_pct: "",
};

/**
 * An order as the venue writes it: money as text, "" and null for what it does not have.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order
 */
export function orderJson(
  order: Order,
  { portfolioId, userId }: VenueState,
): Readonly<Record<string, unknown>> {
  const { terms, filledSize, filledValue, fees } = order;
  const isFilled = order.status === "FILLED";
  const signedFees = order.side === "BUY" ? fees : fees.times(-1);
  return {
    ...CONSTANT_FIELDS,
    order_id: order.orderId,
    client_order_id: order.clientOrderId,
    product_id: order.product.id,
    user_id: userId,
    retail_portfolio_id: portfolioId,
    order_configuration: { [terms.key]: terms.echo },
    side: order.side,
    status: order.status,
    order_type: terms.type,
    time_in_force: terms.timeInForce,
    trigger_status: order.trigger,
    created_time: order.createdTime,
    last_fill_time: order.lastFillTime,
    last_update_time: order.lastUpdateTime,
    completion_percentage: completionOf(order),
    filled_size: plain(filledSize),
    filled_value: plain(filledValue),
    average_filled_price: ratio(filledValue, filledSize, AVERAGE_DIGITS),
    number_of_fills: String(order.fillCount),
    total_fees: plain(fees),
    total_value_after_fees: plain(filledValue.plus(signedFees)),
    outstanding_hold_amount: plain(order.hold),
    size_in_quote: terms.quoteSize !== undefined,
    size_inclusive_of_fees: terms.quoteSize !== undefined,
    pending_cancel: order.cancelAtMs !== undefined,
    cancel_message: order.cancelMessage,
    settled: isFilled,
    edit_history: order.edits.map(({ price, size, acceptedTime }) => ({
      price,
      size,
      replace_accept_timestamp: acceptedTime,
    })),
  };
}

/** "0", "12.5", "100.00". */
export function completionOf(order: Order): string {
  if (order.status === "FILLED") return "100.00";
  const { baseSize, terms, filledSize, filledValue } = order;
  const [done, whole] =
    baseSize === undefined ? [filledValue, terms.quoteSize ?? ZERO] : [filledSize, baseSize];
  return ratio(done.times(100), whole, 2);
}

/** The statuses that a filter may name. */
export const ORDER_STATUSES: ReadonlySet<string> = new Set([
  "PENDING",
  "OPEN",
  "FILLED",
  "CANCELLED",
  "EXPIRED",
  "FAILED",
  "UNKNOWN_ORDER_STATUS",
  "QUEUED",
  "CANCEL_QUEUED",
  "EDIT_QUEUED",
]);

/** Whether reads show an order already: a new one can be missing for a moment. */
export function isVisible({ createdMs }: Order, { behaviour, clock }: VenueState): boolean {
  return createdMs <= clock.now() - behaviour.readLatencyMs;
}
