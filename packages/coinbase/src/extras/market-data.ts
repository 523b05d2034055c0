import { type CallOptions, invalidInput, type Price, type Trade } from "@cqvx/core";
import {
  type Connection,
  checkEach,
  checkSymbol,
  countTo,
  type JsonObject,
  readLevels,
  runExtra,
  topOfBook,
  withPresent,
} from "@cqvx/core/venue";
import { ENDPOINTS } from "../config.ts";
import { marketData } from "../market.ts";
import { LEVEL } from "../normalizer/orderbook.ts";
import { isSameMarket } from "../normalizer/product.ts";
import { readTrade } from "../normalizer/trade.ts";

/** The largest number of trades that Coinbase returns. */
const MOST_TRADES = 100;

const checkLimit = countTo(MOST_TRADES);

/** The options of `getTrades`. */
export interface TradesOptions extends CallOptions {
  /** The number of trades, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

/** The market data methods of Coinbase beyond the contract. */
export interface CoinbaseMarketData {
  /** Returns the latest public trades, newest first, with the taker's side. */
  getTrades(symbol: string, options?: TradesOptions): Promise<Trade[]>;
  /** Returns the best bid and ask of several markets. Requires credentials. */
  getPrices(symbols: readonly string[], options?: CallOptions): Promise<Price[]>;
}

/** Creates the extra market data methods. */
export function marketDataExtras(connection: Connection): CoinbaseMarketData {
  const { canSign } = connection.http;
  return {
    getTrades: (symbol, options = {}) =>
      runExtra(
        connection,
        "getTrades",
        options,
        (call) => {
          const limit = checkLimit(options.limit ?? MOST_TRADES, call, "limit");
          const endpoint = marketData(canSign, "products");
          return {
            ...endpoint,
            path: [...endpoint.path, checkSymbol(symbol, call), "ticker"],
            query: { limit },
            read: (reply) => reply.list("trades").map((trade) => readTrade(trade, symbol)),
          };
        },
        { ownOptions: ["limit"] },
      ),
    getPrices: (symbols, options) =>
      runExtra(connection, "getPrices", options, (call) => {
        if (!Array.isArray(symbols) || symbols.length === 0)
          throw invalidInput(call, "symbols", "must name a market");
        checkEach(symbols, "symbols", call, (symbol, field) => checkSymbol(symbol, call, field));
        return {
          path: ENDPOINTS.bestBidAsk,
          query: { product_ids: symbols },
          read: (reply) => reply.list("pricebooks").map((book) => readPrice(book, symbols)),
        };
      }),
  };
}

/**
 * Reads one market of `GET /best_bid_ask`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-best-bid-ask
 */
function readPrice(book: JsonObject, symbols: readonly string[]): Price {
  const productId = book.requiredText("product_id");
  const twin = symbols.find((symbol) => isSameMarket(productId, symbol));
  const symbol = symbols.includes(productId) ? productId : (twin ?? productId);
  const [[bid], [ask]] = [readLevels(book, "bids", 1, LEVEL), readLevels(book, "asks", 1, LEVEL)];
  return withPresent(topOfBook(symbol, bid, ask), { timestamp: book.timestamp("time") });
}
