import type { VenueState } from "../../../exchange/exchange.ts";
import type { Fill } from "../../../exchange/orders/order.ts";
import { plain } from "../../../numbers/decimal.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import type { Endpoint } from "../endpoint.ts";
import { anyOf, timeQuery } from "../query.ts";

const PAGE = { fallback: 100, largest: 1_000 };

/** Newest first. There is no `has_next`: a full page has a cursor even when nothing follows, and the next page is empty. */
export const listFills: Endpoint = {
  access: "view",
  answer({ query, state }) {
    const page = readPageQuery(query, PAGE);
    const fills = visibleFills(state).filter(fillFilter(query));
    const { items, cursor } = pageOf(fills, ({ sequence }) => sequence, page);
    return {
      fills: items.map((fill) => fillJson(fill, state)),
      cursor: items.length === page.limit ? cursor : "",
      proof_token_required: false,
    };
  },
};

function visibleFills({ orders, behaviour, clock }: VenueState): Fill[] {
  const newest = clock.now() - behaviour.readLatencyMs;
  return orders.fills.filter(({ timeMs }) => timeMs <= newest);
}

function fillFilter(query: URLSearchParams): (fill: Fill) => boolean {
  const isWanted = {
    order: anyOf(query, "order_ids"),
    trade: anyOf(query, "trade_ids"),
    product: anyOf(query, "product_ids"),
    type: anyOf(query, "order_types"),
    side: anyOf(query, "order_side"),
  };
  const start = timeQuery(query, "start_sequence_timestamp") ?? Number.NEGATIVE_INFINITY;
  const end = timeQuery(query, "end_sequence_timestamp") ?? Number.POSITIVE_INFINITY;
  return ({ order, tradeId, timeMs }) =>
    isWanted.order(order.orderId) &&
    isWanted.trade(tradeId) &&
    isWanted.product(order.product.id) &&
    isWanted.type(order.terms.type) &&
    isWanted.side(order.side) &&
    timeMs >= start &&
    timeMs < end;
}

/** A market order sized in quote currency reports its executions in quote currency too, net of the fee. */
function fillJson(fill: Fill, { portfolioId, userId }: VenueState): Readonly<Record<string, unknown>> {
  const { order, price, size, commission } = fill;
  const sizeInQuote = order.baseSize === undefined;
  return {
    entry_id: fill.entryId,
    trade_id: fill.tradeId,
    order_id: order.orderId,
    trade_time: fill.time,
    trade_type: "FILL",
    price: plain(price),
    size: plain(sizeInQuote ? price.times(size) : size),
    commission: plain(commission),
    commission_detail_total: null,
    product_id: order.product.id,
    product_type: "SPOT",
    sequence_timestamp: fill.time,
    liquidity_indicator: fill.liquidity,
    size_in_quote: sizeInQuote,
    user_id: userId,
    side: order.side,
    retail_portfolio_id: portfolioId,
    fillSource: "FILL_SOURCE_CLOB",
    order_data_source: "ORDER_DATA_SOURCE_UNKNOWN",
    future_legs: [],
    option_legs: [],
    realized_pl: "",
  };
}
