import { isLive, type Order, remainingSize } from "../../exchange/orders/order.ts";
import type { OrderType } from "../../exchange/orders/order-terms.ts";
import { type Decimal, plain, ratio, ZERO } from "../../numbers/decimal.ts";
import { toCoinbaseSide } from "../wire/side.ts";
import { formatTimestamp } from "../wire/timestamps.ts";
import { AVERAGE_DIGITS, completionOf } from "./order-json.ts";
import { cancelMessageOf, STATUS, TIME_IN_FORCE, TRIGGER_STATUS } from "./order-words.ts";

/** The types as streams write them; REST writes capitals. */
const TYPE_NAMES: Readonly<Record<OrderType, string>> = {
  market: "Market",
  limit: "Limit",
  "stop limit": "Stop Limit",
  bracket: "Bracket",
  twap: "TWAP",
};

/** Go's zero time, for an absent time. */
const NO_TIME = "0001-01-01T00:00:00Z";

/**
 * Writes an order as the user channel does: its whole state after each change, with flags as text.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
 */
export function userOrderJson(order: Order, portfolioId: string): Readonly<Record<string, unknown>> {
  const { terms, filledSize, filledValue, fees } = order;
  const valueAfterFees = order.side === "buy" ? filledValue.plus(fees) : filledValue.minus(fees);
  return {
    avg_price: ratio(filledValue, filledSize, AVERAGE_DIGITS),
    cancel_reason: cancelMessageOf(order),
    client_order_id: order.clientOrderId,
    completion_percentage: completionOf(order),
    contract_expiry_type: "UNKNOWN_CONTRACT_EXPIRY_TYPE",
    creation_time: formatTimestamp(order.createdUs),
    cumulative_quantity: plain(filledSize),
    end_time: terms.endTimeMs === undefined ? NO_TIME : new Date(terms.endTimeMs).toISOString(),
    filled_value: plain(filledValue),
    leaves_quantity: plain(leavesOf(order)),
    limit_price: plain(terms.limitPrice ?? ZERO),
    number_of_fills: String(order.fillCount),
    order_id: order.orderId,
    order_side: toCoinbaseSide(order.side),
    order_type: TYPE_NAMES[terms.type],
    outstanding_hold_amount: plain(order.hold),
    post_only: String(terms.postOnly),
    product_id: order.product.id,
    product_type: "SPOT",
    reject_reason: "",
    retail_portfolio_id: portfolioId,
    risk_managed_by: "UNKNOWN_RISK_MANAGEMENT_TYPE",
    start_time: NO_TIME,
    status: STATUS[order.status],
    stop_price: terms.stopPrice === undefined ? "" : plain(terms.stopPrice),
    time_in_force: TIME_IN_FORCE[terms.timeInForce],
    total_fees: plain(fees),
    total_value_after_fees: plain(valueAfterFees),
    trigger_status: TRIGGER_STATUS[order.trigger],
  };
}

/** Returns the unfilled part in the currency of the order's size, and zero after its end. */
function leavesOf(order: Order): Decimal {
  if (!isLive(order)) return ZERO;
  const { quoteSize } = order.terms;
  if (quoteSize === undefined) return remainingSize(order);
  const left = quoteSize.minus(order.filledValue);
  return left.lt(ZERO) ? ZERO : left;
}
