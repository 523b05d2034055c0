import { type Product, ProductStatus } from "@cqvx/core";
import { enumTable, type JsonObject, MalformedReply, type Page, withPresent } from "@cqvx/core/venue";
import { readPage } from "./page.ts";

/** Markets in USDC with a book of their own; any other shares the book of its twin in USD, under the twin's name. */
const OWN_BOOK: ReadonlySet<string> = new Set(["USDT-USDC", "EURC-USDC"]);

/** The name under which Coinbase keeps the book and the trades of a market. */
export function toBookProduct(symbol: string): string {
  return OWN_BOOK.has(symbol) ? symbol : symbol.replace(/-USDC$/, "-USD");
}

/** Whether Coinbase's label means the market that was asked for. */
export function isSameMarket(productId: string, symbol: string): boolean {
  return productId === symbol || productId === toBookProduct(symbol);
}

export function checkProduct(productId: string, symbol: string): void {
  if (!isSameMarket(productId, symbol))
    throw new MalformedReply("the reply is about another product", "WRONG_PRODUCT");
}

const { TRADING, HALTED, CANCEL_ONLY, AUCTION, POST_ONLY, LIMIT_ONLY, DELISTED } = ProductStatus;

const PRODUCT_STATUS = enumTable<ProductStatus>({ online: TRADING, offline: HALTED, delisted: DELISTED });

/** What narrows a status that would allow trading, the strictest first. */
const RESTRICTIONS = {
  is_disabled: HALTED,
  trading_disabled: HALTED,
  cancel_only: CANCEL_ONLY,
  auction_mode: AUCTION,
  post_only: POST_ONLY,
  limit_only: LIMIT_ONLY,
} as const;

const RULES = {
  quantityIncrement: "base_increment",
  quoteQuantityIncrement: "quote_increment",
  priceIncrement: "price_increment",
  minQuantity: "base_min_size",
  maxQuantity: "base_max_size",
  minQuoteQuantity: "quote_min_size",
  maxQuoteQuantity: "quote_max_size",
} as const;

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/list-products */
function readProduct(product: JsonObject): Product {
  const word = product.text("status") ?? "";
  const status = PRODUCT_STATUS.read(word);
  const isOff = status === HALTED || status === DELISTED;
  const restrictions = isOff ? [] : Object.entries(RESTRICTIONS);
  const restriction = restrictions.find(([flag]) => product.boolean(flag) === true);
  const read: Product = {
    $typeName: "cqc.venues.v1.Product",
    symbol: product.requiredText("product_id"),
    baseAsset: product.text("base_currency_id") ?? "",
    quoteAsset: product.text("quote_currency_id") ?? "",
    status: restriction?.[1] ?? status,
    venueStatus: restriction?.[0] ?? word,
  };
  return withPresent(read, product.decimals(RULES));
}

/** A page of products, which has its cursor in an object of its own. */
export function readProductPage(reply: JsonObject): Page<Product> {
  const paging = reply.object("pagination");
  return readPage(reply, "products", readProduct, { paging, cursor: "next_cursor" });
}
