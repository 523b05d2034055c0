import type { Account, Market, Products } from "../contract/venue-client.ts";
import type { Balance, OrderBook, Product } from "../cqc/messages.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import type { Connection } from "../http/connection.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { CALL_OPTIONS, checkKnownFields } from "../validation/known-fields.ts";

/** The method of `Account`. */
export function createAccountMethods(
  { calls }: Connection,
  getBalance: (includeZero: boolean, call: VenueCall) => Promise<Balance>,
): Account {
  return {
    getBalance: (options = {}) =>
      calls.run("getBalance", options, async (call) => {
        checkKnownFields(options, [...CALL_OPTIONS, "includeZero"], "options", call);
        const { includeZero = false } = options;
        if (typeof includeZero !== "boolean")
          throw invalidInput(call, "includeZero", "must be true or false");
        return getBalance(includeZero, call);
      }),
  };
}

/** The method of `Market`. A depth of `Infinity` is all that there is. */
export function createMarketMethods(
  { calls }: Connection,
  getOrderBook: (symbol: string, depth: number, call: VenueCall) => Promise<OrderBook>,
): Market {
  return {
    getOrderBook: (symbol, options = {}) =>
      calls.run("getOrderBook", options, async (call) => {
        checkKnownFields(options, [...CALL_OPTIONS, "depth"], "options", call);
        const depth = checkDepth(options.depth, call);
        return getOrderBook(checkSymbol(symbol, call), depth, call);
      }),
  };
}

/** The method of `Products`; without symbols it is about all of them. */
export function createProductMethods(
  { calls }: Connection,
  getProducts: (symbols: readonly string[] | undefined, call: VenueCall) => Promise<Product[]>,
): Products {
  return {
    getProducts: (filter = {}, options) =>
      calls.run("getProducts", options, async (call) => {
        checkKnownFields(filter, ["symbols"], "filter", call);
        return getProducts(checkSymbols(filter.symbols, call), call);
      }),
  };
}
