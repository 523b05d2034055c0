import type { ExecutionReport, Order, Trade } from "@cqvx/core";
import {
  EMPTY_REPORT,
  nameOf,
  OrderStatus,
  OrderType,
  timestampFromMilliseconds,
  withPresent,
} from "@cqvx/core/in-memory";
import type { PaperFill, PaperOrder, PaperTrade } from "../account/paper-order.ts";
import { averagePrice, times } from "../market/amounts.ts";

/** Converts an order to the message that `getOrder` returns. Each call creates a new message. */
export function toOrder(order: PaperOrder): Order {
  const { terms, quoteAsset } = order;
  const { symbol, side, type, timeInForce, clientOrderId, expireTime, postOnly } = terms;
  const message: Order = {
    $typeName: "cqc.venues.v1.Order",
    symbol,
    side,
    type,
    timeInForce,
    clientOrderId,
    orderId: order.orderId,
    ...statusOf(order),
    venueType: nameOf(OrderType, type),
    filledQuoteQuantity: order.filledQuoteQuantity,
    fee: order.fee,
    feeAsset: quoteAsset,
    createdTime: timestampFromMilliseconds(order.createdMs),
    updatedTime: timestampFromMilliseconds(order.updatedMs),
  };
  const copied = { expireTime: expireTime && { ...expireTime } };
  return withPresent(message, { ...sizeOf(order), ...filledOf(order), ...copied, postOnly });
}

/** Converts an order to its acknowledgement, which has terms and ids but no fills. */
export function toAcknowledgement(order: PaperOrder): ExecutionReport {
  const status = OrderStatus.SUBMITTED;
  const report: ExecutionReport = {
    ...termsOf(order),
    status,
    venueStatus: nameOf(OrderStatus, status),
    timestamp: timestampFromMilliseconds(order.createdMs),
  };
  return withPresent(report, sizeOf(order));
}

export function toFillReport({ executionId, order, trade, liquidity, fee }: PaperFill): ExecutionReport {
  const report: ExecutionReport = {
    ...termsOf(order),
    ...statusOf(order),
    executionId,
    tradeId: trade.tradeId,
    lastPrice: trade.price,
    lastQuantity: trade.quantity,
    lastQuoteQuantity: times(trade.price, trade.quantity),
    fee,
    feeAsset: order.quoteAsset,
    liquidity,
    timestamp: timestampFromMilliseconds(trade.timeMs),
  };
  return withPresent(report, { ...sizeOf(order), ...filledOf(order) });
}

export function toTrade({ tradeId, symbol, price, quantity, side, timeMs }: PaperTrade): Trade {
  const timestamp = timestampFromMilliseconds(timeMs);
  return { $typeName: "cqc.markets.v1.Trade", tradeId, symbol, price, quantity, side, timestamp };
}

function termsOf({ orderId, terms }: PaperOrder): ExecutionReport {
  const { clientOrderId, symbol, side, type, timeInForce } = terms;
  return { ...EMPTY_REPORT, orderId, clientOrderId, symbol, side, type, timeInForce };
}

function statusOf({
  status,
  rejectReason,
}: PaperOrder): Pick<Order, "status" | "venueStatus" | "rejectReason"> {
  return { status, venueStatus: nameOf(OrderStatus, status), rejectReason };
}

type Sizes = Partial<Pick<Order, "quantity" | "quoteQuantity" | "price" | "stopPrice">>;

function sizeOf({ terms: { quantity, quoteQuantity, price, stopPrice } }: PaperOrder): Sizes {
  return { quantity, quoteQuantity, price, stopPrice };
}

type Filled = Partial<Pick<Order, "filledQuantity" | "remainingQuantity" | "averagePrice">>;

/** Returns the fill amounts. An order sized in the quote asset has no `remainingQuantity`. */
function filledOf({ terms, rest, filledQuantity, filledQuoteQuantity }: PaperOrder): Filled {
  return {
    filledQuantity,
    remainingQuantity: terms.quantity === undefined ? undefined : rest.amount,
    averagePrice: averagePrice(filledQuoteQuantity, filledQuantity),
  };
}
