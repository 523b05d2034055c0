import type { CheckedOrder, VenueCall } from "@cqvx/core/venue";
import type { CoinbaseConnection } from "../config.ts";
import { type CoinbaseOrderOptions, toOrderFields, toTwapFields } from "../extras/order-options.ts";
import { ORDER_SIDE } from "./order.ts";
import { toOrderConfiguration } from "./order-configuration.ts";

/**
 * The body of `POST /orders` and, without the client order id, of `POST /orders/preview`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function toCoinbaseOrder(
  order: CheckedOrder,
  options: CoinbaseOrderOptions | undefined,
  { retailPortfolioId }: CoinbaseConnection["ownIds"],
  call: VenueCall,
): Readonly<Record<string, unknown>> {
  return {
    product_id: order.symbol,
    side: ORDER_SIDE.write(order.side),
    order_configuration: toOrderConfiguration(order, toTwapFields(order, options?.twap, call), call),
    ...toOrderFields(options, call),
    ...(retailPortfolioId !== undefined && { retail_portfolio_id: retailPortfolioId }),
  };
}
