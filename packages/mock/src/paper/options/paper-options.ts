import type { CallContext, Product } from "@cqvx/core";
import { checkKnownFields } from "@cqvx/core/in-memory";
import type { LocalClientOptions } from "../../venue/local-parts.ts";
import type { FeeRates } from "../account/paper-order.ts";
import { createDefaultBook, DEFAULT_PRICES } from "../market/default-books.ts";
import type { PaperBook, PaperBookInput } from "../market/paper-book.ts";
import { readBook } from "../market/read-book.ts";
import { createProduct, type ProductRules } from "./paper-product.ts";
import { readByName, readNotNegative, readShare } from "./read-options.ts";

export interface PaperOptions extends LocalClientOptions {
  /** What the account has at first, by asset. Default: 100000 USD, 10 BTC and 100 ETH. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /**
   * What others offer at first, by symbol: the symbols that can be traded. Default: BTC-USD around 50000 and ETH-USD
   * around 2500, made from the seed.
   */
  readonly books?: Readonly<Record<string, PaperBookInput>> | undefined;
  /** Shares of what is traded, in the quote asset: "0.001" is 0.1 %. Default: none. */
  readonly fees?: { readonly maker?: string | undefined; readonly taker?: string | undefined } | undefined;
  /**
   * The rules of a symbol, where they differ from increments of "0.00000001" for quantities and "0.01" for prices and
   * amounts of the quote, without limits, and TRADING.
   */
  readonly products?: Readonly<Record<string, ProductRules>> | undefined;
}

/** The options of `createPaperClient` that are its own. */
export const PAPER_OPTIONS: readonly string[] = ["balances", "books", "fees", "products"];

/** One symbol at the start. */
export interface MarketSettings {
  readonly product: Product;
  readonly others: PaperBook;
}

/** The options, checked and whole. */
export interface PaperSettings {
  readonly balances: Readonly<Record<string, string>>;
  readonly markets: readonly MarketSettings[];
  readonly rates: FeeRates;
}

const DEFAULT_BALANCES = { USD: "100000", BTC: "10", ETH: "100" };

/** Checks the options that are the paper client's own, or throws `invalidInput` with the field's name. */
export function readPaperOptions(options: PaperOptions, seed: number, factory: CallContext): PaperSettings {
  const { balances = DEFAULT_BALANCES, books, fees = {}, products = {} } = options;
  checkKnownFields(fees, ["maker", "taker"], "fees", factory);
  const names = { pattern: SYMBOL, rule: 'has a name that is not BASE-QUOTE, such as "BTC-USD"' };
  const given =
    books && readByName(books, "books", names, factory, (book, field) => readBook(book, field, factory));
  const symbols = given === undefined ? Object.keys(DEFAULT_PRICES) : [...given.keys()];
  checkKnownFields(products, symbols, "products", factory);
  return {
    balances: Object.fromEntries(
      readByName(
        balances,
        "balances",
        { pattern: ASSET, rule: 'has a name that is not an asset, such as "BTC"' },
        factory,
        (amount, field) => readNotNegative(amount, field, factory),
      ),
    ),
    rates: {
      maker: readShare(fees.maker, "fees.maker", factory),
      taker: readShare(fees.taker, "fees.taker", factory),
    },
    markets: symbols.map((symbol) => {
      const product = createProduct(symbol, products[symbol], factory);
      return { product, others: given?.get(symbol) ?? createDefaultBook(product, seed) };
    }),
  };
}

const ASSET = /^[A-Z0-9]{1,20}$/;

/** Two different assets. */
const SYMBOL = /^([A-Z0-9]{1,20})-(?!\1$)[A-Z0-9]{1,20}$/;

/** Whether a lever's text is an asset. */
export const isAsset = (text: unknown): text is string => typeof text === "string" && ASSET.test(text);
