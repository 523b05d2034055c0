import { type Order, OrderStatus, OrderType, TERMINAL_STATUSES } from "@cqvx/core";
import {
  COINBASE_WORDS,
  enumTable,
  isZero,
  type JsonObject,
  meaningful,
  nonZeroPrice,
  remainingQuantity,
  spotFee,
  withPresent,
} from "@cqvx/core/venue";
import { readOrderConfiguration } from "./order-configuration.ts";

/**
 * The statuses of Coinbase.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order
 */
const ORDER_STATUS = enumTable<OrderStatus>({
  PENDING: OrderStatus.PENDING,
  QUEUED: OrderStatus.PENDING,
  OPEN: OrderStatus.OPEN,
  EDIT_QUEUED: OrderStatus.OPEN,
  CANCEL_QUEUED: OrderStatus.PENDING_CANCEL,
  FILLED: OrderStatus.FILLED,
  CANCELLED: OrderStatus.CANCELLED,
  EXPIRED: OrderStatus.EXPIRED,
  FAILED: OrderStatus.REJECTED,
});

/** Statuses that Coinbase also reports as OPEN. */
const REPORTED_AS_OPEN: ReadonlySet<OrderStatus> = new Set([
  OrderStatus.PARTIALLY_FILLED,
  OrderStatus.PENDING_CANCEL,
]);

/** Returns the statuses of Coinbase that an order of this status can have. The list is empty when Coinbase has none. */
export function venueStatusesOf(status: OrderStatus): readonly string[] {
  const open = REPORTED_AS_OPEN.has(status) ? ORDER_STATUS.words(OrderStatus.OPEN) : [];
  return [...ORDER_STATUS.words(status), ...open];
}

/**
 * Reads an order of `GET /orders/historical/…` or of the `user` channel. The channel has other names for some fields, and
 * prices at the top level instead of a configuration. Only the order id is required. Other missing fields stay absent.
 */
export function readOrder(order: JsonObject): Order {
  const configured = readOrderConfiguration(order);
  const orderType = order.text("order_type");
  const filledQuantity = order.decimal("filled_size") ?? order.decimal("cumulative_quantity");
  const venueStatus = order.text("status") ?? "";
  const symbol = order.text("product_id") ?? "";
  const read: Order = {
    $typeName: "cqc.venues.v1.Order",
    symbol,
    side: COINBASE_WORDS.side.read(order.text("side") ?? order.text("order_side")),
    type: configured?.type || COINBASE_WORDS.type.read(orderType?.replaceAll(" ", "_")),
    timeInForce: configured?.timeInForce || COINBASE_WORDS.timeInForce.read(order.text("time_in_force")),
    clientOrderId: order.text("client_order_id") ?? "",
    orderId: order.requiredText("order_id"),
    status: readStatus(venueStatus, order.boolean("pending_cancel") === true, filledQuantity),
    venueStatus,
    venueType: meaningful(orderType) ?? configured?.key ?? "",
    // The channel writes it as reject_Reason.
    rejectReason:
      meaningful(order.text("reject_reason") ?? order.text("reject_Reason")) ??
      order.text("reject_message") ??
      "",
  };
  return withPresent(read, {
    ...(configured?.fields ?? readStreamedTerms(order)),
    filledQuantity,
    filledQuoteQuantity: order.decimal("filled_value"),
    remainingQuantity:
      remainingQuantity(configured?.fields.quantity, filledQuantity) ?? readStreamedRemaining(order, read),
    averagePrice: nonZeroPrice(order.decimal("average_filled_price") ?? order.decimal("avg_price")),
    ...spotFee(order.decimal("total_fees"), symbol),
    createdTime: order.timestamp("created_time") ?? order.timestamp("creation_time"),
    updatedTime: order.timestamp("last_update_time") ?? order.timestamp("last_fill_time"),
  });
}

/** Reads the terms of an order of the `user` channel. It has no size, and 0 for an absent price. */
function readStreamedTerms(order: JsonObject): Partial<Order> {
  const price = (key: string) => nonZeroPrice(order.decimal(key));
  return {
    price: price("limit_price"),
    stopPrice: price("stop_price"),
    postOnly: order.boolean("post_only"),
    startTime: order.timestamp("start_time"),
    expireTime: order.timestamp("end_time"),
  };
}

/** Order types that are sized in the base asset only. */
const SIZED_IN_BASE: ReadonlySet<OrderType> = new Set([OrderType.STOP_LIMIT, OrderType.BRACKET]);

/**
 * Reads the remaining quantity of the `user` channel. It is in the asset in which the order is sized, which the channel does
 * not name, and 0 for every final order. Returns undefined unless it is certainly a base quantity.
 */
function readStreamedRemaining(order: JsonObject, { type, status }: Order): string | undefined {
  const isKnown = SIZED_IN_BASE.has(type) && !TERMINAL_STATUSES.has(status);
  return isKnown ? order.decimal("leaves_quantity") : undefined;
}

/** Reads a status. Coinbase has none for a partial fill, and keeps an order OPEN while its cancel is pending. */
function readStatus(word: string, pendingCancel: boolean, filledQuantity: string | undefined): OrderStatus {
  const status = ORDER_STATUS.read(word);
  if (status !== OrderStatus.OPEN) return status;
  if (pendingCancel) return OrderStatus.PENDING_CANCEL;
  return filledQuantity !== undefined && !isZero(filledQuantity) ? OrderStatus.PARTIALLY_FILLED : status;
}
