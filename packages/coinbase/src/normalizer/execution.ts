import { type ExecutionReport, Liquidity, OrderStatus } from "@cqvx/core";
import type { CheckedOrder, JsonObject } from "@cqvx/core/venue";
import {
  divideDecimals,
  EMPTY_REPORT,
  enumTable,
  MalformedReply,
  spotFee,
  withPresent,
} from "@cqvx/core/venue";
import { ORDER_SIDE } from "./order.ts";
import { readOrderConfiguration } from "./order-configuration.ts";

const LIQUIDITY = enumTable<Liquidity>({ MAKER: Liquidity.MAKER, TAKER: Liquidity.TAKER });

/** Digits of a base amount that has to be computed; it is cut, never rounded up. */
const QUOTIENT_DIGITS = 18;

/** The order that an answer to `POST /orders` names; in old ones it stands at the top. */
export function readOrderId(reply: JsonObject): string | undefined {
  return reply.object("success_response")?.text("order_id") ?? reply.text("order_id");
}

/**
 * The acknowledgement of `POST /orders`. It carries no status and no fill, so none is reported. What Coinbase echoes goes
 * before what was sent: after a repeated client order id it is the order that already existed.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function readAcknowledgement(reply: JsonObject, order: CheckedOrder): ExecutionReport {
  const orderId = readOrderId(reply);
  if (orderId === undefined) throw new MalformedReply("success_response.order_id is missing");
  const success = reply.object("success_response");
  const echo = readOrderConfiguration(reply);
  const report: ExecutionReport = {
    ...EMPTY_REPORT,
    orderId,
    clientOrderId: order.clientOrderId,
    symbol: success?.text("product_id") ?? order.symbol,
    side: ORDER_SIDE.read(success?.text("side")) || order.side,
    type: echo?.type || order.type,
    timeInForce: echo?.timeInForce || order.timeInForce,
    status: OrderStatus.SUBMITTED,
  };
  const { quantity, quoteQuantity, price, stopPrice } = echo?.fields ?? order;
  return withPresent(report, { quantity, quoteQuantity, price, stopPrice });
}

/**
 * One fill of `GET /orders/historical/fills`. A fill names neither the type nor the status of its order; `venueStatus`
 * holds the kind of entry, since a REVERSAL or CORRECTION undoes or mends an earlier one.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/list-fills
 */
export function readFill(fill: JsonObject): ExecutionReport {
  const symbol = fill.requiredText("product_id");
  const price = fill.requiredDecimal("price");
  const liquidity = fill.text("liquidity_indicator");
  const report: ExecutionReport = {
    ...EMPTY_REPORT,
    orderId: fill.requiredText("order_id"),
    symbol,
    side: ORDER_SIDE.read(fill.text("side")),
    venueStatus: fill.text("trade_type") ?? "",
    lastPrice: price,
  };
  return withPresent(report, {
    executionId: fill.text("entry_id"),
    tradeId: fill.text("trade_id"),
    ...readFillSize(fill, price),
    ...spotFee(fill.decimal("commission"), symbol),
    liquidity: liquidity === undefined ? undefined : LIQUIDITY.read(liquidity),
    timestamp: fill.timestamp("trade_time"),
  });
}

/** With `size_in_quote` the size is an amount of the quote currency, without the fee. */
function readFillSize(
  fill: JsonObject,
  price: string,
): { readonly lastQuantity: string | undefined; readonly lastQuoteQuantity?: string } {
  const size = fill.requiredDecimal("size");
  if (fill.boolean("size_in_quote") !== true) return { lastQuantity: size };
  return { lastQuoteQuantity: size, lastQuantity: divideDecimals(size, price, QUOTIENT_DIGITS) };
}
