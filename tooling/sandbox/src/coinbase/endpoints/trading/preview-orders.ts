import { draftEdit } from "../../../exchange/orders/edit-order.ts";
import { estimateOrder } from "../../../exchange/orders/estimate-order.ts";
import type { Order } from "../../../exchange/orders/order.ts";
import { draftOrder } from "../../../exchange/orders/place-order.ts";
import { isRefused } from "../../../exchange/refused.ts";
import { plain, ratio } from "../../../numbers/decimal.ts";
import { EDIT_REFUSALS, ORDER_REFUSALS } from "../../orders/exchange-refusals.ts";
import { AVERAGE_DIGITS } from "../../orders/order-json.ts";
import { OrderRejected, previewReason } from "../../orders/order-rejection.ts";
import { readNewOrder } from "../../orders/read-new-order.ts";
import type { CoinbaseState } from "../../state.ts";
import { type JsonBody, readJsonBody } from "../../wire/json-body.ts";
import type { Endpoint } from "../endpoint.ts";
import { readEdit } from "./change-orders.ts";

/** Estimates the cost of an order. `errs` has the reason for which the order would be rejected. */
export const previewOrder: Endpoint = {
  access: "view",
  answer({ request, state }) {
    const body = readJsonBody(request.body);
    try {
      const draft = draftOrder(state.exchange, readNewOrder(body, "", state.portfolioId).order);
      if (isRefused(draft)) throw new OrderRejected(ORDER_REFUSALS[draft.refused]);
      const preview_id = state.exchange.ids.uuid();
      return { ...EMPTY_PREVIEW, ...estimateJson(draft.order, state), preview_id };
    } catch (error) {
      if (!(error instanceof OrderRejected)) throw error;
      return { ...EMPTY_PREVIEW, errs: [previewReason(error.reason)] };
    }
  },
};

/** Estimates the cost of an order after an edit. `errors` has the reason for which the edit would be refused. */
export const previewEdit: Endpoint = {
  access: "view",
  answer({ request, state }) {
    const { order, edit } = readEdit(readJsonBody(request.body), state);
    const draft = draftEdit(state.exchange, order, edit);
    if (isRefused(draft)) return { ...EMPTY_EDIT_PREVIEW, errors: [EDIT_REFUSALS[draft.refused]] };
    const { est_average_filled_price: average, ...estimated } = estimateJson(draft.amended, state);
    return { ...EMPTY_EDIT_PREVIEW, ...estimated, average_filled_price: average };
  },
};

const EMPTY_PREVIEW = {
  order_total: "",
  commission_total: "",
  errs: [],
  warning: [],
  quote_size: "",
  base_size: "",
  best_bid: "",
  best_ask: "",
  is_max: false,
  order_margin_total: "",
  leverage: "",
  long_leverage: "",
  short_leverage: "",
  slippage: "",
  preview_id: "",
  current_liquidation_buffer: "",
  projected_liquidation_buffer: "",
  max_leverage: "",
  pnl_configuration: null,
  est_average_filled_price: "",
};

const EMPTY_EDIT_PREVIEW = {
  errors: [],
  slippage: "",
  order_total: "",
  commission_total: "",
  quote_size: "",
  base_size: "",
  best_bid: "",
  best_ask: "",
  average_filled_price: "",
};

function estimateJson(order: Order, { exchange }: CoinbaseState): JsonBody {
  const { total, commission, value, size, taken } = estimateOrder(exchange, order);
  const { book } = exchange.marketOf(order.product);
  const [bestBid, bestAsk] = [book.best("buy"), book.best("sell")];
  return {
    order_total: plain(total),
    commission_total: plain(commission),
    quote_size: plain(value),
    base_size: plain(size),
    best_bid: bestBid === undefined ? "" : plain(bestBid.price),
    best_ask: bestAsk === undefined ? "" : plain(bestAsk.price),
    est_average_filled_price: ratio(taken.value, taken.size, AVERAGE_DIGITS),
    slippage: "0",
  };
}
