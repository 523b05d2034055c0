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
  /** The first balances, by asset. Default: 100000 USD, 10 BTC and 100 ETH. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /**
   * The first offers of other traders, by symbol. These are the tradable symbols. Default: books made from the seed, for
   * BTC-USD around 50000 and ETH-USD around 2500.
   */
  readonly books?: Readonly<Record<string, PaperBookInput>> | undefined;
  /** The fee rates, as fractions of the traded quote amount: "0.001" is 0.1 %. Default: no fees. */
  readonly fees?: { readonly maker?: string | undefined; readonly taker?: string | undefined } | undefined;
  /**
   * The rules of each symbol. Default: increments of "0.00000001" for quantities and "0.01" for prices and quote amounts,
   * no limits, and the status TRADING.
   */
  readonly products?: Readonly<Record<string, ProductRules>> | undefined;
}

/** The options that only `createPaperClient` has. */
export const PAPER_OPTIONS: readonly string[] = ["balances", "books", "fees", "products"];

/** The first state of one market. */
export interface MarketSettings {
  readonly product: Product;
  readonly others: PaperBook;
}

/** The checked options, with their defaults. */
export interface PaperSettings {
  readonly balances: Readonly<Record<string, string>>;
  readonly markets: readonly MarketSettings[];
  readonly rates: FeeRates;
}

const DEFAULT_BALANCES = { USD: "100000", BTC: "10", ETH: "100" };

/** Checks the options that only the paper client has. Throws `invalidInput` with the field's name. */
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

/** BASE-QUOTE, with two different assets. */
const SYMBOL = /^([A-Z0-9]{1,20})-(?!\1$)[A-Z0-9]{1,20}$/;

/** True when the value is the name of an asset. */
export const isAsset = (text: unknown): text is string => typeof text === "string" && ASSET.test(text);
