import { OrderSide, type Trade } from "@cqvx/core";
import { enumTable, type JsonObject, withPresent } from "@cqvx/core/venue";
import { checkProduct } from "./product.ts";

/** The taker's side for the maker's side, which Coinbase reports. */
const TAKER_SIDE = enumTable<OrderSide>({ BUY: OrderSide.SELL, SELL: OrderSide.BUY });

/**
 * Reads one public trade.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-market-trades
 */
export function readTrade(trade: JsonObject, symbol: string): Trade {
  checkProduct(trade.requiredText("product_id"), symbol);
  const read: Trade = {
    $typeName: "cqc.markets.v1.Trade",
    tradeId: trade.requiredText("trade_id"),
    symbol,
    price: trade.requiredDecimal("price"),
    quantity: trade.requiredDecimal("size"),
    side: TAKER_SIDE.read(trade.text("side")),
  };
  return withPresent(read, { timestamp: trade.timestamp("time") });
}

/** Reads the trades of one product from an event of the `market_trades` channel. An event can hold trades of several products. */
export function readStreamedTrades(event: JsonObject, product: string): readonly Trade[] {
  const trades = event.list("trades").filter((trade) => trade.requiredText("product_id") === product);
  return trades.map((trade) => readTrade(trade, product));
}
