import type { NewOrder } from "@cqvx/core";
import type { Connection } from "@cqvx/core/venue";
import { checkNewOrder, type JsonObject, uuidV4, withPresent } from "@cqvx/core/venue";
import { ENDPOINTS } from "../config.ts";
import { toCoinbaseOrder } from "../normalizer/new-order.ts";
import type { CoinbaseOrderOptions } from "./order-options.ts";

/**
 * What an order would cost, without placing it.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/preview-orders
 */
export interface OrderPreview {
  /** Coinbase's reasons to reject the order; empty when it would be accepted. */
  readonly errors: readonly string[];
  /** Coinbase's words, such as BIG_ORDER. */
  readonly warnings: readonly string[];
  readonly previewId?: string;
  /** Quote asset, fees included. */
  readonly orderTotal?: string;
  readonly fee?: string;
  readonly quantity?: string;
  readonly quoteQuantity?: string;
  readonly averagePrice?: string;
  readonly slippage?: string;
  readonly bestBid?: string;
  readonly bestAsk?: string;
}

export interface CoinbasePreview {
  /** Asks what would become of an order. A refusal is a result here, in `errors`. */
  previewOrder(order: NewOrder, options?: CoinbaseOrderOptions): Promise<OrderPreview>;
}

const DECIMALS = {
  orderTotal: "order_total",
  fee: "commission_total",
  quantity: "base_size",
  quoteQuantity: "quote_size",
  averagePrice: "est_average_filled_price",
  slippage: "slippage",
  bestBid: "best_bid",
  bestAsk: "best_ask",
} as const;

export function createPreview(
  { calls, http, runtime }: Connection,
  retailPortfolioId: string | undefined,
): CoinbasePreview {
  return {
    previewOrder: (order, options = {}) =>
      calls.run("previewOrder", options, async (call) => {
        const newId = (): string => uuidV4(runtime.randomBytes);
        const checked = checkNewOrder(order, call, { nowMs: runtime.clock.now(), newId });
        return http.send(call, {
          method: "POST",
          path: ENDPOINTS.previewOrder,
          body: toCoinbaseOrder(checked, options, retailPortfolioId, call),
          read: readPreview,
        });
      }),
  };
}

function readPreview(preview: JsonObject): OrderPreview {
  const decimals = Object.entries(DECIMALS).map(([field, name]) => [field, preview.decimal(name)] as const);
  return withPresent<OrderPreview>(
    { errors: preview.words("errs"), warnings: preview.words("warning") },
    { previewId: preview.text("preview_id"), ...Object.fromEntries(decimals) },
  );
}
