import type { Product } from "../../../exchange/market/product.ts";
import { plain, ZERO } from "../../../numbers/decimal.ts";
import { aliasesOf, displayNameOf, findProduct, PRODUCTS } from "../../catalogue/products.ts";
import type { CoinbaseState } from "../../state.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import type { Call } from "../endpoint.ts";
import { anyOf } from "../query.ts";

const PAGE = { fallback: 1_000, largest: 1_000 };

/** Lists the spot products. The list is empty for any other `product_type`. */
export function answerProducts({ query, state }: Call): unknown {
  const isWanted = anyOf(query, "product_ids");
  const isSpot = anyOf(query, "product_type")("SPOT");
  const products = [...PRODUCTS.values()].filter(({ id }) => isSpot && isWanted(id));
  const offset = Number(query.get("offset") ?? "0") || 0;
  const page = pageOf(products.slice(offset), (_, index) => -index, readPageQuery(query, PAGE));
  return {
    products: page.items.map((product) => productJson(product, state)),
    num_products: page.items.length,
    pagination: {
      prev_cursor: "",
      next_cursor: page.hasNext ? page.cursor : "",
      has_next: page.hasNext,
      has_prev: false,
    },
  };
}

export function answerProduct({ parameters, state }: Call): unknown {
  return productJson(findProduct(parameters.product_id ?? ""), state);
}

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-product */
function productJson(product: Product, state: CoinbaseState): Readonly<Record<string, unknown>> {
  const { trades, lastPrice } = state.exchange.marketOf(product);
  const volume = trades.reduce((sum, { size }) => sum.plus(size), ZERO);
  return {
    product_id: product.id,
    price: plain(lastPrice),
    price_percentage_change_24h: "0",
    volume_24h: plain(volume),
    volume_percentage_change_24h: "0",
    base_increment: plain(product.baseIncrement),
    quote_increment: plain(product.quoteIncrement),
    quote_min_size: plain(product.quoteMinSize),
    quote_max_size: plain(product.quoteMaxSize),
    base_min_size: plain(product.baseMinSize),
    base_max_size: plain(product.baseMaxSize),
    base_name: displayNameOf(product.base),
    quote_name: displayNameOf(product.quote),
    watched: false,
    is_disabled: false,
    new: false,
    status: "online",
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: false,
    auction_mode: false,
    product_type: "SPOT",
    quote_currency_id: product.quote,
    base_currency_id: product.base,
    fcm_trading_session_details: null,
    mid_market_price: "",
    alias: product.bookId === product.id ? "" : product.bookId,
    alias_to: aliasesOf(product),
    base_display_symbol: product.base,
    quote_display_symbol: product.quote,
    view_only: false,
    price_increment: plain(product.priceIncrement),
    display_name: product.id,
    product_venue: "CBE",
    approximate_quote_24h_volume: plain(volume.times(lastPrice).round(2)),
    new_at: null,
    market_cap: "",
    icon_color: "",
    icon_url: "",
    display_name_overwrite: "",
    is_alpha_testing: false,
    about_description: "",
    best_bid_price: "",
    best_ask_price: "",
    best_bid_size: "",
    best_ask_size: "",
  };
}
