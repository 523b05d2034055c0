import { type ExecutionReport, Liquidity } from "@cqvx/core";
import {
  acknowledge,
  type CheckedOrder,
  COINBASE_WORDS,
  divideDecimals,
  EMPTY_REPORT,
  enumTable,
  type JsonObject,
  MalformedReply,
  spotFee,
  withPresent,
} from "@cqvx/core/venue";
import { readOrderConfiguration } from "./order-configuration.ts";

const LIQUIDITY = enumTable<Liquidity>({ MAKER: Liquidity.MAKER, TAKER: Liquidity.TAKER });

/** Decimal places of a computed base quantity. It is cut, never rounded up. */
const QUOTIENT_DIGITS = 18;

/** Reads the order id of a reply to `POST /orders`. Old replies have it at the top level. */
export function readOrderId(reply: JsonObject): string | undefined {
  return reply.object("success_response")?.text("order_id") ?? reply.text("order_id");
}

/**
 * Reads the acknowledgement of `POST /orders`. It has no status and no fill. Terms that Coinbase echoes override the terms that
 * were sent: after a repeated client order id they are those of the existing order.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function readAcknowledgement(reply: JsonObject, order: CheckedOrder): ExecutionReport {
  const orderId = readOrderId(reply);
  if (orderId === undefined) throw new MalformedReply("success_response.order_id is missing");
  const success = reply.object("success_response");
  const echo = readOrderConfiguration(reply);
  return acknowledge(
    {
      clientOrderId: order.clientOrderId,
      symbol: success?.text("product_id") ?? order.symbol,
      side: COINBASE_WORDS.side.read(success?.text("side")) || order.side,
      type: echo?.type || order.type,
      timeInForce: echo?.timeInForce || order.timeInForce,
      ...(echo?.fields ?? order),
    },
    orderId,
  );
}

/**
 * Reads one fill of `GET /orders/historical/fills`. A fill has neither the type nor the status of its order. `venueStatus` is
 * the kind of entry: a REVERSAL undoes an earlier entry, and a CORRECTION corrects one.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/list-fills
 */
export function readFill(fill: JsonObject): ExecutionReport {
  const symbol = fill.requiredText("product_id");
  const price = fill.requiredDecimal("price");
  const size = fill.requiredDecimal("size");
  const isInQuote = fill.boolean("size_in_quote") === true;
  const liquidity = fill.text("liquidity_indicator");
  const report: ExecutionReport = {
    ...EMPTY_REPORT,
    orderId: fill.requiredText("order_id"),
    symbol,
    side: COINBASE_WORDS.side.read(fill.text("side")),
    venueStatus: fill.text("trade_type") ?? "",
    lastPrice: price,
  };
  return withPresent(report, {
    executionId: fill.text("entry_id"),
    tradeId: fill.text("trade_id"),
    // A size in the quote currency excludes the fee.
    lastQuantity: isInQuote ? divideDecimals(size, price, QUOTIENT_DIGITS) : size,
    lastQuoteQuantity: isInQuote ? size : undefined,
    ...spotFee(fill.decimal("commission"), symbol),
    liquidity: liquidity === undefined ? undefined : LIQUIDITY.read(liquidity),
    timestamp: fill.timestamp("trade_time"),
  });
}
