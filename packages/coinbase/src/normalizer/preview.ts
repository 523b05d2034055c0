import type { OrderPreview } from "@cqvx/core";
import { type JsonObject, withPresent } from "@cqvx/core/venue";

const AMOUNTS = {
  orderTotal: "order_total",
  fee: "commission_total",
  quantity: "base_size",
  quoteQuantity: "quote_size",
  averagePrice: "est_average_filled_price",
  slippage: "slippage",
  bestBid: "best_bid",
  bestAsk: "best_ask",
} as const;

/**
 * Reads the reply of `POST /orders/preview`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/preview-orders
 */
export function readPreview(preview: JsonObject): OrderPreview {
  const read: OrderPreview = { errors: preview.requiredWords("errs"), warnings: preview.words("warning") };
  return withPresent(read, { previewId: preview.text("preview_id"), ...preview.decimals(AMOUNTS) });
}
