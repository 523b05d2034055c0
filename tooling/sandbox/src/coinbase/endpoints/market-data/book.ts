import type { Market } from "../../../exchange/market/market.ts";
import type { BookLevel } from "../../../exchange/market/order-book.ts";
import type { Side } from "../../../exchange/market/side.ts";
import { ceilTo, type Decimal, divide, floorTo, parseDecimal, plain } from "../../../numbers/decimal.ts";
import { findProduct, PRODUCTS } from "../../catalogue/products.ts";
import type { CoinbaseState } from "../../state.ts";
import { invalidArgument } from "../../wire/refused-request.ts";
import { formatTimestamp } from "../../wire/timestamps.ts";
import type { Call } from "../endpoint.ts";
import { requiredQuery } from "../query.ts";

const MOST_LEVELS = 1_000;

/** Answers the book of a product under the id of the product that owns it: BTC-USDC as BTC-USD. */
export function answerProductBook({ query, state }: Call): unknown {
  const market = state.exchange.marketOf(findProduct(requiredQuery(query, "product_id")));
  const limit = readLimit(query);
  const increment = readIncrement(query);
  const [bid, ask] = [market.book.best("buy")?.price, market.book.best("sell")?.price];
  const middle = bid && ask && bid.plus(ask).times("0.5");
  return {
    pricebook: {
      product_id: market.product.id,
      bids: levelsJson(market, "buy", limit, increment),
      asks: levelsJson(market, "sell", limit, increment),
      time: formatTimestamp(state.exchange.stamp()),
    },
    last: plain(market.lastPrice),
    mid_market: middle ? plain(middle) : "",
    spread_bps: middle ? plain(divide(ask.minus(bid).times(10_000), middle).round(12)) : "",
    spread_absolute: bid && ask ? plain(ask.minus(bid)) : "",
  };
}

/** Answers the best level of each side, for every product when none is named. */
export function answerBestBidAsk({ query, state }: Call): unknown {
  const asked = query.getAll("product_ids");
  const products = asked.length === 0 ? [...PRODUCTS.values()] : asked.map(findProduct);
  return { pricebooks: products.map((product) => bestJson(state.exchange.marketOf(product), state)) };
}

function bestJson(market: Market, state: CoinbaseState): unknown {
  return {
    product_id: market.product.id,
    bids: levelsJson(market, "buy", 1),
    asks: levelsJson(market, "sell", 1),
    time: formatTimestamp(state.exchange.stamp()),
  };
}

function levelsJson({ book }: Market, side: Side, limit: number, increment?: Decimal): unknown[] {
  const levels =
    increment === undefined ? book.levels(side, limit) : aggregate(book.levels(side), side, increment);
  return levels.slice(0, limit).map(({ price, size }) => ({ price: plain(price), size: plain(size) }));
}

/** Adds levels up by price increment. Bids round down and asks up, so that no level looks better than it is. */
function aggregate(levels: readonly BookLevel[], side: Side, increment: Decimal): BookLevel[] {
  const sizes = new Map<string, BookLevel>();
  for (const level of levels) {
    const price = side === "buy" ? floorTo(level.price, increment) : ceilTo(level.price, increment);
    const size = sizes.get(plain(price))?.size.plus(level.size) ?? level.size;
    sizes.set(plain(price), { price, size });
  }
  return [...sizes.values()];
}

function readLimit(query: URLSearchParams): number {
  const text = query.get("limit") ?? "";
  if (!/^\d{0,9}$/.test(text)) throw invalidArgument("invalid value for int32 field limit");
  return Math.min(Number(text) || MOST_LEVELS, MOST_LEVELS);
}

function readIncrement(query: URLSearchParams): Decimal | undefined {
  const text = query.get("aggregation_price_increment") ?? "";
  if (text === "") return undefined;
  const increment = parseDecimal(text);
  if (!increment?.gt(0)) throw invalidArgument("invalid aggregation_price_increment");
  return increment;
}
