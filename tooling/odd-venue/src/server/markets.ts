import type { PaperClient, Product } from "@cqvx/mock";
import { unknownMarket } from "./odd-error.ts";
import { digits } from "./wire/digits.ts";
import type { Json } from "./wire/json.ts";

/** The markets of Oddex: BTC/USD is BTC-USD of the paper exchange. */
export interface Markets {
  /** The symbol of a market. Throws -1121 when there is no such market. */
  symbolOf(market: string): string;
  /** Each market as `[name, base, quote, tick, step, min]`. */
  list(): Json;
}

/** Reads the products of the paper exchange, which never change. */
export async function readMarkets(paper: Pick<PaperClient, "getProducts">): Promise<Markets> {
  const products = await paper.getProducts();
  const symbols = new Map(products.map(({ symbol }) => [marketOf(symbol), symbol]));
  return {
    symbolOf: (market) => {
      const symbol = symbols.get(market);
      if (symbol === undefined) throw unknownMarket();
      return symbol;
    },
    list: () => products.map(toTuple),
  };
}

/** Returns the name of a symbol at Oddex. */
export function marketOf(symbol: string): string {
  return symbol.replace("-", "/");
}

function toTuple(product: Product): Json {
  const { symbol, baseAsset, quoteAsset } = product;
  const { priceIncrement = "0", quantityIncrement = "0", minQuantity = "0" } = product;
  const numbers = [priceIncrement, quantityIncrement, minQuantity].map((rule) => digits(rule));
  return [marketOf(symbol), baseAsset, quoteAsset, ...numbers];
}
