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

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order */
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

/** Statuses that Coinbase keeps under its word for open orders, too. */
const SEEN_AS_OPEN: ReadonlySet<OrderStatus> = new Set([
  OrderStatus.PARTIALLY_FILLED,
  OrderStatus.PENDING_CANCEL,
]);

/** The words of Coinbase under which an order of this status can be found; none where it has no such status. */
export function venueStatusesOf(status: OrderStatus): readonly string[] {
  const open = SEEN_AS_OPEN.has(status) ? ORDER_STATUS.words(OrderStatus.OPEN) : [];
  return [...ORDER_STATUS.words(status), ...open];
}

/**
 * An order of `GET /orders/historical/…`, or of the `user` channel, which has some fields under names of its own and the
 * price where others have a configuration. Only its id has to be there; what else is missing stays absent.
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
    // The stream capitalizes one letter of it.
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
      remainingQuantity(configured?.fields.quantity, filledQuantity) ?? readLeaves(order, read),
    averagePrice: nonZeroPrice(order.decimal("average_filled_price") ?? order.decimal("avg_price")),
    ...spotFee(order.decimal("total_fees"), symbol),
    createdTime: order.timestamp("created_time") ?? order.timestamp("creation_time"),
    updatedTime: order.timestamp("last_update_time") ?? order.timestamp("last_fill_time"),
  });
}

/** What the `user` channel says of an order's terms: it has 0 for a price that there is not, and no size. */
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

/** Orders that can be sized in the base asset only. */
const SIZED_IN_BASE: ReadonlySet<OrderType> = new Set([OrderType.STOP_LIMIT, OrderType.BRACKET]);

/** In the asset that the order is sized in, which the channel does not name; and 0 on every order that is over. */
function readLeaves(order: JsonObject, { type, status }: Order): string | undefined {
  const isKnown = SIZED_IN_BASE.has(type) && !TERMINAL_STATUSES.has(status);
  return isKnown ? order.decimal("leaves_quantity") : undefined;
}

/** Coinbase has no word for a partial fill, and keeps an order OPEN while its cancel is pending. */
function readStatus(word: string, pendingCancel: boolean, filledQuantity: string | undefined): OrderStatus {
  const status = ORDER_STATUS.read(word);
  if (status !== OrderStatus.OPEN) return status;
  if (pendingCancel) return OrderStatus.PENDING_CANCEL;
  return filledQuantity !== undefined && !isZero(filledQuantity) ? OrderStatus.PARTIALLY_FILLED : status;
}
