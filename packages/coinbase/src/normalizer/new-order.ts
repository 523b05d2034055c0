import { type CheckedOrder, COINBASE_WORDS, type VenueCall } from "@cqvx/core/venue";
import type { CoinbaseConnection } from "../config.ts";
import { toOrderConfiguration } from "./order-configuration.ts";
import { type CoinbaseOrderOptions, toTwapFields } from "./order-options.ts";

/**
 * Builds the body of `POST /orders` and, without the client order id, of `POST /orders/preview`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function toCoinbaseOrder(
  order: CheckedOrder,
  options: CoinbaseOrderOptions | undefined,
  { retailPortfolioId }: CoinbaseConnection["own"],
  call: VenueCall,
): Readonly<Record<string, unknown>> {
  return {
    product_id: order.symbol,
    side: COINBASE_WORDS.side.write(order.side),
    order_configuration: toOrderConfiguration(order, toTwapFields(order, options?.twap, call), call),
    leverage: options?.leverage,
    margin_type: options?.marginType,
    preview_id: options?.previewId,
    retail_portfolio_id: retailPortfolioId,
  };
}
