import type { CallContext } from "@cqvx/core";
import { OrderSide, OrderType, TimeInForce } from "@cqvx/core";
import {
  type CheckedOrder,
  findOrderKind,
  type JsonObject,
  type OrderKind,
  type OrderTerms,
  readTerms,
  writeTerms,
} from "@cqvx/core/venue";

type FieldNames = OrderKind["fields"];

/** One kind of `order_configuration`, with its order type, time in force and field names. */
interface Configuration extends OrderKind {
  readonly key: string;
}

const SIZE: FieldNames = { quantity: "base_size", quoteQuantity: "quote_size" };
const LIMIT: FieldNames = { ...SIZE, price: "limit_price" };
const RESTING: FieldNames = { ...LIMIT, postOnly: "post_only" };
const STOP: FieldNames = { quantity: "base_size", price: "limit_price", stopPrice: "stop_price" };
const BRACKET: FieldNames = { quantity: "base_size", price: "limit_price", stopPrice: "stop_trigger_price" };
const UNTIL: FieldNames = { expireTime: "end_time" };
const TWAP: FieldNames = { ...LIMIT, ...UNTIL, startTime: "start_time" };

const { MARKET, STOP_LIMIT } = OrderType;
const { GTC, GTD, IOC, FOK } = TimeInForce;

/**
 * Every configuration, for both directions. To place an order, the first row of its type and time in force is used.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
const CONFIGURATIONS: readonly Configuration[] = [
  { key: "market_market_ioc", type: MARKET, timeInForce: IOC, fields: SIZE },
  { key: "market_market_fok", type: MARKET, timeInForce: FOK, fields: SIZE },
  { key: "sor_limit_ioc", type: OrderType.LIMIT, timeInForce: IOC, fields: LIMIT },
  { key: "limit_limit_gtc", type: OrderType.LIMIT, timeInForce: GTC, fields: RESTING },
  { key: "limit_limit_gtd", type: OrderType.LIMIT, timeInForce: GTD, fields: { ...RESTING, ...UNTIL } },
  { key: "limit_limit_fok", type: OrderType.LIMIT, timeInForce: FOK, fields: LIMIT },
  { key: "stop_limit_stop_limit_gtc", type: STOP_LIMIT, timeInForce: GTC, fields: STOP },
  { key: "stop_limit_stop_limit_gtd", type: STOP_LIMIT, timeInForce: GTD, fields: { ...STOP, ...UNTIL } },
  { key: "trigger_bracket_gtc", type: OrderType.BRACKET, timeInForce: GTC, fields: BRACKET },
  { key: "trigger_bracket_gtd", type: OrderType.BRACKET, timeInForce: GTD, fields: { ...BRACKET, ...UNTIL } },
  { key: "twap_limit_gtd", type: OrderType.TWAP, timeInForce: GTD, fields: TWAP },
];

/** The reading of an unknown configuration: sizes and prices under the usual names. */
const UNKNOWN = {
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  fields: { ...TWAP, ...STOP },
};

/** The order types that can be placed. */
export const ORDER_TYPES: readonly OrderType[] = [...new Set(CONFIGURATIONS.map((row) => row.type))];

/** Builds the `order_configuration` of an order. Throws `unsupported` for terms that Coinbase has no configuration for. */
export function toOrderConfiguration(
  order: CheckedOrder,
  extras: object,
  call: CallContext,
): Readonly<Record<string, unknown>> {
  const row = findOrderKind(CONFIGURATIONS, order, call);
  const configuration = {
    ...writeTerms(order, row),
    ...(row.fields.postOnly && { [row.fields.postOnly]: order.postOnly ?? false }),
    ...(row.type === STOP_LIMIT && { stop_direction: stopDirection(order.side) }),
    ...extras,
  };
  return { [row.key]: configuration };
}

/** Returns the direction of a stop: a buy waits for a rise, a sell for a fall. */
function stopDirection(side: OrderSide): string {
  return side === OrderSide.BUY ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN";
}

/** The key of an `order_configuration`, with its type, time in force and terms. */
export interface ConfiguredOrder extends Pick<Configuration, "key" | "type" | "timeInForce"> {
  readonly fields: Partial<OrderTerms>;
}

/** Reads the `order_configuration` inside an order or an acknowledgement. Returns undefined when there is none. */
export function readOrderConfiguration(parent: JsonObject): ConfiguredOrder | undefined {
  const wrapper = parent.object("order_configuration");
  const keys = wrapper?.keys() ?? [];
  const row = CONFIGURATIONS.find(({ key }) => keys.includes(key));
  const key = row?.key ?? keys[0];
  const configuration = key === undefined ? undefined : wrapper?.object(key);
  if (key === undefined || configuration === undefined) return undefined;
  const kind = row ?? UNKNOWN;
  return { key, type: kind.type, timeInForce: kind.timeInForce, fields: readTerms(configuration, kind) };
}
