import type { Market } from "../../../exchange/market/market.ts";
import type { BookEntry, Side } from "../../../exchange/market/order-book.ts";
import { type Decimal, plain, ratio, ZERO } from "../../../numbers/decimal.ts";
import { booksOf, type Channel, MARKET_HOST } from "./channel.ts";

export const TICKER = "ticker";

/** The last price and the best of each side, at once and whenever something trades. */
export function createTicker(marketOf: (bookId: string) => Market): Channel {
  return {
    hosts: MARKET_HOST,
    isPrivate: false,
    idsOf: booksOf,
    start(session, bookIds) {
      for (const bookId of bookIds) session.send(TICKER, eventJson("snapshot", marketOf(bookId)));
    },
    publish({ trades }, sessions) {
      for (const bookId of trades.keys()) {
        const subscribed = sessions.filter(({ subscriptions }) => subscriptions.has(TICKER, bookId));
        if (subscribed.length === 0) continue;
        const update = eventJson("update", marketOf(bookId));
        for (const session of subscribed) session.send(TICKER, update);
      }
    },
  };
}

/** The sandbox remembers no day: what it has is the trades that it kept, and they stand for it and for the year. */
function eventJson(type: string, market: Market): string {
  const { product, trades, lastPrice } = market;
  const prices = trades.map(({ price }) => price);
  const [high, low] = [extreme(prices, "SELL"), extreme(prices, "BUY")];
  const first = prices[0] ?? lastPrice;
  const ticker = {
    type: "ticker",
    product_id: product.id,
    price: plain(lastPrice),
    volume_24_h: plain(trades.reduce((sum, { size }) => sum.plus(size), ZERO)),
    low_24_h: low,
    high_24_h: high,
    low_52_w: low,
    high_52_w: high,
    price_percent_chg_24_h: changeInPercent(first, lastPrice),
    ...bestJson(market, "BUY", "best_bid"),
    ...bestJson(market, "SELL", "best_ask"),
  };
  return JSON.stringify([{ type, tickers: [ticker] }]);
}

/** Empty when that side of the book is. */
function bestJson({ book }: Market, side: Side, name: string): Record<string, string> {
  const best: BookEntry | undefined = book.best(side);
  return {
    [name]: best === undefined ? "" : plain(best.price),
    [`${name}_quantity`]: best === undefined ? "" : plain(book.sizeAt(side, best.price)),
  };
}

/** The highest price that anybody sold at, or the lowest that anybody bought at. */
function extreme(prices: readonly Decimal[], side: Side): string {
  const found = prices.reduce<Decimal | undefined>((best, price) => {
    if (best === undefined) return price;
    return (side === "SELL" ? price.gt(best) : price.lt(best)) ? price : best;
  }, undefined);
  return found === undefined ? "" : plain(found);
}

function changeInPercent(from: Decimal, to: Decimal): string {
  const isRise = to.gte(from);
  const change = ratio((isRise ? to.minus(from) : from.minus(to)).times(100), from, 14);
  return isRise || change === "0" ? change : `-${change}`;
}
