import type { NewOrder } from "../../exchange/orders/new-order.ts";
import { PRODUCTS } from "../catalogue/products.ts";
import { type JsonBody, readRequiredText, readText } from "../wire/json-body.ts";
import { invalidArgument } from "../wire/refused-request.ts";
import { readSide } from "../wire/side.ts";
import type { SentConfiguration } from "./order-configuration.ts";
import { OrderRejected } from "./order-rejection.ts";
import { readTerms } from "./read-order-terms.ts";

const MAX_CLIENT_ORDER_ID = 128;

/** A create or preview request: the order, and its configuration as it was sent. */
export interface SentOrder {
  readonly order: NewOrder;
  readonly configuration: SentConfiguration;
}

/** Reads the client's id of a create request. It comes before everything else: a known id decides alone. */
export function readClientOrderId(body: JsonBody): string {
  const clientOrderId = readRequiredText(body, "client_order_id");
  if (clientOrderId.length > MAX_CLIENT_ORDER_ID) throw invalidArgument("client_order_id is too long");
  return clientOrderId;
}

/**
 * @throws {RefusedRequest} for a malformed field
 * @throws {OrderRejected} for a well-formed order that Coinbase does not support
 */
export function readNewOrder(body: JsonBody, clientOrderId: string, portfolioId: string): SentOrder {
  const productId = readRequiredText(body, "product_id");
  const sideText = readRequiredText(body, "side");
  if (sideText !== "BUY" && sideText !== "SELL") throw invalidArgument("invalid value for enum field side");
  const side = readSide(sideText);
  const portfolio = readText(body, "retail_portfolio_id");
  if (portfolio !== "" && portfolio !== portfolioId) throw invalidArgument("account is not available");
  const { terms, configuration } = readTerms(body, side);
  const product = PRODUCTS.get(productId);
  if (product === undefined) throw new OrderRejected("INVALID_PRODUCT_ID");
  return { order: { clientOrderId, product, side, terms }, configuration };
}
