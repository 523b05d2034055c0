import type { Fill } from "../../../exchange/orders/order.ts";
import { visibleFills } from "../../../exchange/orders/visible.ts";
import { plain } from "../../../numbers/decimal.ts";
import { LIQUIDITY, ORDER_TYPE } from "../../orders/order-words.ts";
import type { CoinbaseState } from "../../state.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import { toCoinbaseSide } from "../../wire/side.ts";
import { formatTimestamp } from "../../wire/timestamps.ts";
import type { Endpoint } from "../endpoint.ts";
import { anyOf, timeQuery } from "../query.ts";

const PAGE = { fallback: 100, largest: 1_000 };

/** Lists fills, newest first. There is no `has_next`: a full page has a cursor, and the page after the last is empty. */
export const listFills: Endpoint = {
  access: "view",
  answer({ query, state }) {
    const page = readPageQuery(query, PAGE);
    const fills = visibleFills(state.exchange).filter(fillFilter(query));
    const { items, cursor } = pageOf(fills, ({ sequence }) => sequence, page);
    return {
      fills: items.map((fill) => fillJson(fill, state)),
      cursor: items.length === page.limit ? cursor : "",
      proof_token_required: false,
    };
  },
};

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
    isWanted.type(ORDER_TYPE[order.terms.type]) &&
    isWanted.side(toCoinbaseSide(order.side)) &&
    timeMs >= start &&
    timeMs < end;
}

/** Writes a fill. A market order sized in quote currency has fills in quote currency, without the fee. */
function fillJson(fill: Fill, { portfolioId, userId }: CoinbaseState): Readonly<Record<string, unknown>> {
  const { order, price, size, commission } = fill;
  const time = formatTimestamp(fill.timeUs);
  const sizeInQuote = order.baseSize === undefined;
  return {
    entry_id: fill.fillId,
    trade_id: fill.tradeId,
    order_id: order.orderId,
    trade_time: time,
    trade_type: "FILL",
    price: plain(price),
    size: plain(sizeInQuote ? price.times(size) : size),
    commission: plain(commission),
    commission_detail_total: null,
    product_id: order.product.id,
    product_type: "SPOT",
    sequence_timestamp: time,
    liquidity_indicator: LIQUIDITY[fill.liquidity],
    size_in_quote: sizeInQuote,
    user_id: userId,
    side: toCoinbaseSide(order.side),
    retail_portfolio_id: portfolioId,
    fillSource: "FILL_SOURCE_CLOB",
    order_data_source: "ORDER_DATA_SOURCE_UNKNOWN",
    future_legs: [],
    option_legs: [],
    realized_pl: "",
  };
}
