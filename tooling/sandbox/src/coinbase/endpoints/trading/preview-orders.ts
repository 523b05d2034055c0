import type { VenueState } from "../../../exchange/exchange.ts";
import { planOrder } from "../../../exchange/matching/execution.ts";
import { draftEdit, isEditFailure } from "../../../exchange/orders/edit-order.ts";
import { type Order, remainingSize } from "../../../exchange/orders/order.ts";
import { draftChecked } from "../../../exchange/orders/place-order.ts";
import { plain, ratio } from "../../../numbers/decimal.ts";
import { OrderRejected, previewReason } from "../../orders/order-rejection.ts";
import { readNewOrder } from "../../orders/read-new-order.ts";
import { type JsonBody, readJsonBody } from "../../wire/json-body.ts";
import type { Endpoint } from "../endpoint.ts";
import { readEdit } from "./change-orders.ts";

/** What an order would cost. `errs` names what would have it refused. */
export const previewOrder: Endpoint = {
  access: "view",
  answer({ request, state }) {
    const body = readJsonBody(request.body);
    try {
      const { order } = draftChecked(state, readNewOrder(body, "", state.portfolioId));
      return { ...EMPTY_PREVIEW, ...estimate(order, state), preview_id: state.random.uuid() };
    } catch (error) {
      if (!(error instanceof OrderRejected)) throw error;
      return { ...EMPTY_PREVIEW, errs: [previewReason(error.reason)] };
    }
  },
};

/** What an order would cost once it is edited. `errors` names what would have the edit refused. */
export const previewEdit: Endpoint = {
  access: "view",
  answer({ request, state }) {
    const { order, text } = readEdit(readJsonBody(request.body), state);
    const draft = draftEdit(state, order, text);
    if (isEditFailure(draft)) return { ...EMPTY_EDIT_PREVIEW, errors: [draft] };
    const { est_average_filled_price: average, ...estimated } = estimate(draft.amended, state);
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

function estimate(order: Order, state: VenueState): JsonBody {
  const { book } = state.marketOf(order.product);
  // Nothing is held for a preview: the budget of a market order is what it asks for, or all that there is.
  const budget = order.terms.quoteSize ?? state.ledger.available(order.product.quote);
  const plan = planOrder(state, { ...order, hold: budget });
  const resting = remainingSize(order)
    .minus(plan.size)
    .times(order.workingLimit ?? 0);
  const isResting = resting.gt(0);
  const value = isResting ? plan.value.plus(resting) : plan.value;
  const taken = plan.value.times(state.fees.taker);
  const commission = isResting ? taken.plus(resting.times(state.fees.maker)) : taken;
  const [bestBid, bestAsk] = [book.best("BUY"), book.best("SELL")];
  return {
    order_total: plain(order.side === "BUY" ? value.plus(commission) : value.minus(commission)),
    commission_total: plain(commission),
    quote_size: plain(value),
    base_size: plain(order.baseSize ?? plan.size),
    best_bid: bestBid === undefined ? "" : plain(bestBid.price),
    best_ask: bestAsk === undefined ? "" : plain(bestAsk.price),
    est_average_filled_price: ratio(plan.value, plan.size, 16),
    slippage: "0",
  };
}
