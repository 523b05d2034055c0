import { type Timestamp, timestampToMilliseconds } from "@cqvx/core";
import type { Order } from "@cqvx/mock";
import { marketOf } from "../markets.ts";
import { digits } from "../wire/digits.ts";
import type { JsonObject } from "../wire/json.ts";
import { KINDS, SIDES, stateOf, TIFS, wordOf } from "./order-words.ts";

/** Returns an order as REST and the socket send it. It does not say whether the order is post-only. */
export function toOrderJson(order: Order): JsonObject {
  return {
    id: order.orderId,
    cid: order.clientOrderId,
    market: marketOf(order.symbol),
    side: wordOf(SIDES, order.side),
    kind: wordOf(KINDS, order.type),
    tif: wordOf(TIFS, order.timeInForce),
    px: digits(order.price),
    stop: digits(order.stopPrice),
    qty: digits(order.quantity),
    amount: digits(order.quoteQuantity),
    filled: digits(order.filledQuantity),
    avg: digits(order.averagePrice),
    spent: digits(order.filledQuoteQuantity),
    fee: digits(order.fee),
    state: stateOf(order.status),
    at: toMilliseconds(order.createdTime),
    changed: toMilliseconds(order.updatedTime),
    until: toMilliseconds(order.expireTime),
  };
}

/** Returns epoch milliseconds. An absent time stays absent. */
export function toMilliseconds(time: Timestamp | undefined): number | undefined {
  return time === undefined ? undefined : Math.trunc(timestampToMilliseconds(time));
}
