import { type Product, ProductStatus } from "@cqvx/core";
import { enumTable, type JsonObject, MalformedReply, type Page, withPresent } from "@cqvx/core/venue";
import { readPage } from "./page.ts";

/** USDC markets with their own book. Any other USDC market shares the book of its USD twin, under the twin's name. */
const OWN_BOOK: ReadonlySet<string> = new Set(["USDT-USDC", "EURC-USDC"]);

/** Returns the product whose book and trades a market has at Coinbase. */
export function toBookProduct(symbol: string): string {
  return OWN_BOOK.has(symbol) ? symbol : symbol.replace(/-USDC$/, "-USD");
}

/** True when Coinbase's label means the requested market. */
export function isSameMarket(productId: string, symbol: string): boolean {
  return productId === symbol || productId === toBookProduct(symbol);
}

/** Throws `MalformedReply` when a reply is about another market. */
export function checkProduct(productId: string, symbol: string): void {
  if (!isSameMarket(productId, symbol))
    throw new MalformedReply("the reply is about another product", "WRONG_PRODUCT");
}

const { TRADING, HALTED, CANCEL_ONLY, AUCTION, POST_ONLY, LIMIT_ONLY, DELISTED } = ProductStatus;

const PRODUCT_STATUS = enumTable<ProductStatus>({ online: TRADING, offline: HALTED, delisted: DELISTED });

/** Flags that restrict a product whose status allows trading, the strictest first. */
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

/**
 * Reads one product of `GET /products`.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/list-products
 */
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

/** Reads a page of products. Its cursor is in an object of its own. */
export function readProductPage(reply: JsonObject): Page<Product> {
  const paging = reply.object("pagination");
  return readPage(reply, "products", readProduct, { paging, cursor: "next_cursor" });
}
