import type { PublicTrade } from "../../../exchange/market/public-trade.ts";
import { jsonReply } from "../../../http/message.ts";
import { plain } from "../../../numbers/decimal.ts";
import { findProduct } from "../../catalogue/products.ts";
import { RefusedRequest } from "../../wire/refused-request.ts";
import { toCoinbaseSide } from "../../wire/side.ts";
import type { Call } from "../endpoint.ts";
import { requiredCount } from "../query.ts";

const MOST_TRADES = 100;
/** The venue answers a larger limit with status 500. */
const FAILS_ABOVE = 1_000;

/** Answers the last trades, newest first. `side` is the side of the maker. */
export function answerTrades({ query, parameters, state }: Call): unknown {
  const market = state.exchange.marketOf(findProduct(parameters.product_id ?? ""));
  const limit = requiredCount(query, "limit");
  if (limit > FAILS_ABOVE) {
    throw new RefusedRequest(jsonReply(500, { error: "INTERNAL", error_details: "", message: "" }));
  }
  const start = query.has("start") ? requiredCount(query, "start") * 1_000 : Number.NEGATIVE_INFINITY;
  const end = query.has("end") ? requiredCount(query, "end") * 1_000 : Number.POSITIVE_INFINITY;
  const trades = market.trades.filter(({ timeMs }) => timeMs >= start && timeMs <= end);
  const newest = trades.slice(-Math.min(limit, MOST_TRADES)).reverse();
  const [bid, ask] = [market.book.best("buy"), market.book.best("sell")];
  return {
    trades: newest.map((trade) => tradeJson(trade, market.product.id)),
    best_bid: bid === undefined ? "" : plain(bid.price),
    best_ask: ask === undefined ? "" : plain(ask.price),
  };
}

function tradeJson({ tradeId, price, size, makerSide, timeMs }: PublicTrade, productId: string): unknown {
  return {
    trade_id: tradeId,
    product_id: productId,
    price: plain(price),
    size: plain(size),
    time: new Date(timeMs).toISOString(),
    side: toCoinbaseSide(makerSide),
    bid: "",
    ask: "",
    exchange: "coinbase",
  };
}
