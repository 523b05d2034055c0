import type { Market } from "../../../exchange/market/market.ts";
import type { BookEntry } from "../../../exchange/market/order-book.ts";
import type { Side } from "../../../exchange/market/side.ts";
import { type Decimal, plain, ratio, ZERO } from "../../../numbers/decimal.ts";
import { booksOf, type Channel, MARKET_HOST } from "./channel.ts";

export const TICKER = "ticker";

/** Sends the last price and the best of each side, at once and after each trade. */
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

/** Writes a ticker. The trades that the sandbox keeps stand for the last day and the last year. */
function eventJson(type: string, market: Market): string {
  const { product, trades, lastPrice } = market;
  const prices = trades.map(({ price }) => price);
  const [high, low] = [extreme(prices, "highest"), extreme(prices, "lowest")];
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
    ...bestJson(market, "buy", "best_bid"),
    ...bestJson(market, "sell", "best_ask"),
  };
  return JSON.stringify([{ type, tickers: [ticker] }]);
}

/** Writes the best level of a side, with "" when the side is empty. */
function bestJson({ book }: Market, side: Side, name: string): Record<string, string> {
  const best: BookEntry | undefined = book.best(side);
  return {
    [name]: best === undefined ? "" : plain(best.price),
    [`${name}_quantity`]: best === undefined ? "" : plain(book.sizeAt(side, best.price)),
  };
}

/** Returns the highest or the lowest price, or "" without prices. */
function extreme(prices: readonly Decimal[], kind: "highest" | "lowest"): string {
  const found = prices.reduce<Decimal | undefined>((best, price) => {
    if (best === undefined) return price;
    return (kind === "highest" ? price.gt(best) : price.lt(best)) ? price : best;
  }, undefined);
  return found === undefined ? "" : plain(found);
}

function changeInPercent(from: Decimal, to: Decimal): string {
  const isRise = to.gte(from);
  const change = ratio((isRise ? to.minus(from) : from.minus(to)).times(100), from, 14);
  return isRise || change === "0" ? change : `-${change}`;
}
