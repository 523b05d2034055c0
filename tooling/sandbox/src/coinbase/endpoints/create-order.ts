import { plain, ratio } from "../../decimal.ts";
import { type JsonBody, readJsonBody } from "../json-body.ts";
import { planOrder } from "../orders/execution.ts";
import { readClientOrderId, readNewOrder } from "../orders/new-order.ts";
import { type Order, remainingSize } from "../orders/order.ts";
import { draftChecked, placeOrder } from "../orders/place.ts";
import { describeRejection, OrderRejected, previewReason } from "../orders/rejection.ts";
import type { VenueState } from "../state.ts";
import type { Endpoint } from "./endpoint.ts";

/** Status 200 both for an order taken and for one refused: `success` tells them apart. */
export const createOrder: Endpoint = {
  access: "trade",
  answer({ request, state }) {
    const body = readJsonBody(request.body);
    const clientOrderId = readClientOrderId(body);
    try {
      const known = state.orders.byClientOrderId(clientOrderId);
      if (known !== undefined) return acceptKnown(known, state);
      return accepted(placeOrder(state, readNewOrder(body, clientOrderId, state.portfolioId)));
    } catch (error) {
      if (!(error instanceof OrderRejected)) throw error;
      return {
        success: false,
        error_response: describeRejection(error.reason),
        order_configuration: body.order_configuration ?? null,
      };
    }
  },
};

/** A `client_order_id` that repeats creates nothing: the order that has it is returned, whatever the new body says. */
function acceptKnown(known: Order, { behaviour }: VenueState): JsonBody {
  if (behaviour.duplicateClientOrderId === "reject") throw new OrderRejected("DUPLICATE_CLIENT_ORDER_ID");
  return accepted(known);
}

function accepted({ orderId, product, side, clientOrderId, terms }: Order): JsonBody {
  return {
    success: true,
    success_response: {
      order_id: orderId,
      product_id: product.id,
      side,
      client_order_id: clientOrderId,
      attached_order_id: "",
    },
    order_configuration: { [terms.key]: terms.echo },
  };
}

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
