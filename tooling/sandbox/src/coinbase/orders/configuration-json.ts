import type { Order } from "../../exchange/orders/order.ts";
import { plain, ZERO } from "../../numbers/decimal.ts";
import type { CoinbaseState } from "../state.ts";
import type { JsonBody } from "../wire/json-body.ts";

/** Writes an order's `order_configuration`: the fields as sent, with the price and the size of the last edit. */
export function configurationJson(order: Order, { configurations }: CoinbaseState): JsonBody {
  const sent = configurations.get(order.orderId);
  if (sent === undefined) throw new Error(`the sandbox has no configuration of order ${order.orderId}`);
  if (order.edits.length === 0) return { [sent.key]: sent.fields };
  const { quote_size: _, ...fields } = sent.fields;
  const { baseSize = ZERO, limitPrice = ZERO } = order.terms;
  const amended = { base_size: plain(baseSize), limit_price: plain(limitPrice) };
  return { [sent.key]: { ...fields, ...amended } };
}
