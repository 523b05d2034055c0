import type { Order } from "../../exchange/orders/order.ts";
import { plain, ratio, ZERO } from "../../numbers/decimal.ts";
import type { CoinbaseState } from "../state.ts";
import { toCoinbaseSide } from "../wire/side.ts";
import { formatTimestamp } from "../wire/timestamps.ts";
import { configurationJson } from "./configuration-json.ts";
import { cancelMessageOf, ORDER_TYPE, STATUS, TIME_IN_FORCE, TRIGGER_STATUS } from "./order-words.ts";

/** Decimals of an average price. */
export const AVERAGE_DIGITS = 16;

/** The fields that are the same in every spot order of the sandbox. Coinbase sends them too, some undocumented. */
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
 * Writes an order as Coinbase's REST API does: money as text, and "" or null for absent values.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order
 */
export function orderJson(order: Order, state: CoinbaseState): Readonly<Record<string, unknown>> {
  const { terms, filledSize, filledValue, fees } = order;
  const isFilled = order.status === "filled";
  const signedFees = order.side === "buy" ? fees : fees.times(-1);
  return {
    ...CONSTANT_FIELDS,
    order_id: order.orderId,
    client_order_id: order.clientOrderId,
    product_id: order.product.id,
    user_id: state.userId,
    retail_portfolio_id: state.portfolioId,
    order_configuration: configurationJson(order, state),
    side: toCoinbaseSide(order.side),
    status: STATUS[order.status],
    order_type: ORDER_TYPE[terms.type],
    time_in_force: TIME_IN_FORCE[terms.timeInForce],
    trigger_status: TRIGGER_STATUS[order.trigger],
    created_time: formatTimestamp(order.createdUs),
    last_fill_time: order.lastFillUs === undefined ? null : formatTimestamp(order.lastFillUs),
    last_update_time: formatTimestamp(order.lastUpdateUs),
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
    cancel_message: cancelMessageOf(order),
    settled: isFilled,
    edit_history: order.edits.map(({ price, size, acceptedUs }) => ({
      price: plain(price),
      size: plain(size),
      replace_accept_timestamp: formatTimestamp(acceptedUs),
    })),
  };
}

/** Returns the filled share in percent: "0", "12.5", "100.00". */
export function completionOf(order: Order): string {
  if (order.status === "filled") return "100.00";
  const { baseSize, terms, filledSize, filledValue } = order;
  const [done, whole] =
    baseSize === undefined ? [filledValue, terms.quoteSize ?? ZERO] : [filledSize, baseSize];
  return ratio(done.times(100), whole, 2);
}
