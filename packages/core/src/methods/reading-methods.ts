import type { Account, Market, Products } from "../contract/venue-client.ts";
import type { Balance, OrderBook, Product } from "../cqc/messages.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { Page } from "../http/collect-pages.ts";
import type { Connection } from "../http/connection.ts";
import { readPages } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { HttpRequest } from "../http/venue-http.ts";
import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { checkKnownFields } from "../validation/known-fields.ts";

/** The method of `Account`. */
export function createAccountMethods(
  { calls }: Pick<ClientParts, "calls">,
  getBalance: (includeZero: boolean, call: VenueCall) => Promise<Balance>,
): Account {
  return {
    getBalance: (options = {}) =>
      calls.run(
        "getBalance",
        options,
        async (call) => {
          const { includeZero = false } = options;
          if (typeof includeZero !== "boolean")
            throw invalidInput(call, "includeZero", "must be true or false");
          return getBalance(includeZero, call);
        },
        { ownOptions: ["includeZero"] },
      ),
  };
}

/** The method of `Market`. A depth of `Infinity` is all that there is. */
export function createMarketMethods(
  { calls }: Pick<ClientParts, "calls">,
  getOrderBook: (symbol: string, depth: number, call: VenueCall) => Promise<OrderBook>,
): Market {
  return {
    getOrderBook: (symbol, options = {}) =>
      calls.run(
        "getOrderBook",
        options,
        async (call) => {
          const depth = checkDepth(options.depth, call);
          return getOrderBook(checkSymbol(symbol, call), depth, call);
        },
        { ownOptions: ["depth"] },
      ),
  };
}

/** The method of `Products`. Without symbols all are read, and none for an empty list of them. */
export function createProductMethods(
  { calls }: Pick<ClientParts, "calls">,
  getProducts: (symbols: readonly string[] | undefined, call: VenueCall) => Promise<Product[]>,
): Products {
  return {
    getProducts: (filter = {}, options) =>
      calls.run("getProducts", options, async (call) => {
        checkKnownFields(filter, ["symbols"], "filter", call);
        const symbols = checkSymbols(filter.symbols, call);
        return symbols?.length === 0 ? [] : getProducts(symbols, call);
      }),
  };
}

/** The method of `Products`, over the list that has these products; without symbols it has all. */
export function createListedProductMethods(
  connection: Pick<Connection, "calls" | "http">,
  toRequest: (symbols: readonly string[] | undefined) => HttpRequest<Page<Product>>,
): Products {
  return createProductMethods(connection, (symbols, call) =>
    readPages(connection, call, toRequest(symbols), {
      isWanted: ({ symbol }) => symbols?.includes(symbol) ?? true,
      idOf: ({ symbol }) => symbol,
    }),
  );
}
