import type { Side } from "../../exchange/market/order-book.ts";
import { PRODUCTS, type Product } from "../catalogue/products.ts";
import { type JsonBody, readRequiredText, readText } from "../wire/json-body.ts";
import { invalidArgument } from "../wire/refused-request.ts";
import { OrderRejected } from "./order-rejection.ts";
import { type OrderTerms, readTerms } from "./read-order-terms.ts";

const MAX_CLIENT_ORDER_ID = 128;

/** An order as it was asked for. */
export interface NewOrder {
  readonly clientOrderId: string;
  readonly product: Product;
  readonly side: Side;
  readonly terms: OrderTerms;
}

/** The client's id of a create request, before anything else of it is looked at: one that is known decides alone. */
export function readClientOrderId(body: JsonBody): string {
  const clientOrderId = readRequiredText(body, "client_order_id");
  if (clientOrderId.length > MAX_CLIENT_ORDER_ID) throw invalidArgument("client_order_id is too long");
  return clientOrderId;
}

export function readNewOrder(body: JsonBody, clientOrderId: string, portfolioId: string): NewOrder {
  const productId = readRequiredText(body, "product_id");
  const side = readRequiredText(body, "side");
  if (side !== "BUY" && side !== "SELL") throw invalidArgument("invalid value for enum field side");
  const portfolio = readText(body, "retail_portfolio_id");
  if (portfolio !== "" && portfolio !== portfolioId) throw invalidArgument("account is not available");
  const terms = readTerms(body, side);
  const product = PRODUCTS.get(productId);
  if (product === undefined) throw new OrderRejected("INVALID_PRODUCT_ID");
  return { clientOrderId, product, side, terms };
}
