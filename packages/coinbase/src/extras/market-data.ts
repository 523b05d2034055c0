import { type CallOptions, invalidInput, type Price, type Trade } from "@cqvx/core";
import type { Connection } from "@cqvx/core/venue";
import { checkSymbol } from "@cqvx/core/venue";
import { ENDPOINTS } from "../config.ts";
import { marketData } from "../market.ts";
import { readTrade } from "../normalizer/trade.ts";
import { readPrice } from "./price.ts";

/** Coinbase answers with at most this many trades, whatever is asked for. */
const MOST_TRADES = 100;

export interface TradesOptions extends CallOptions {
  /** 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

/** Market data that Coinbase has beyond the contract. */
export interface CoinbaseMarketData {
  /** The latest public trades, newest first, with the taker's side. */
  getTrades(symbol: string, options?: TradesOptions): Promise<Trade[]>;
  /** The best bid and ask of several markets. Needs credentials. */
  getPrices(symbols: readonly string[], options?: CallOptions): Promise<Price[]>;
}

export function createMarketData({ calls, http }: Connection): CoinbaseMarketData {
  return {
    getTrades: (symbol, options = {}) =>
      calls.run(
        "getTrades",
        options,
        async (call) => {
          const { limit = MOST_TRADES } = options;
          if (!Number.isInteger(limit) || limit < 1 || limit > MOST_TRADES) {
            throw invalidInput(call, "limit", `must be an integer from 1 to ${MOST_TRADES}`);
          }
          const endpoint = marketData(http.canSign, "products", "publicProducts");
          return http.send(call, {
            ...endpoint,
            path: [...endpoint.path, checkSymbol(symbol, call), "ticker"],
            query: { limit },
            read: (reply) => reply.list("trades").map((trade) => readTrade(trade, symbol)),
          });
        },
        { ownOptions: ["limit"] },
      ),
    getPrices: (symbols, options) =>
      calls.run("getPrices", options, async (call) => {
        if (!Array.isArray(symbols) || symbols.length === 0)
          throw invalidInput(call, "symbols", "must name a market");
        symbols.forEach((symbol, index) => void checkSymbol(symbol, call, `symbols[${index}]`));
        return http.send(call, {
          path: ENDPOINTS.bestBidAsk,
          query: { product_ids: symbols },
          read: (reply) => reply.list("pricebooks").map((book) => readPrice(book, symbols)),
        });
      }),
  };
}
