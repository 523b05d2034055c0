import type { CallContext, Order } from "@cqvx/core";
import { OrderSide, OrderType, TimeInForce, timestampToIso, unsupported } from "@cqvx/core";
import type { CheckedOrder, JsonObject } from "@cqvx/core/venue";

/** The fields of an order that live in its `order_configuration`. */
const CONFIGURED_FIELDS = [
  "quantity",
  "quoteQuantity",
  "price",
  "stopPrice",
  "startTime",
  "expireTime",
  "postOnly",
] as const;

type ConfiguredField = (typeof CONFIGURED_FIELDS)[number];

type FieldNames = Readonly<Partial<Record<ConfiguredField, string>>>;

/** One kind of `order_configuration`: what it means, and what Coinbase calls its fields. */
interface Configuration {
  readonly key: string;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly fields: FieldNames;
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

/** A configuration of a future: its sizes and prices are still read under the usual names. */
const UNKNOWN = {
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  fields: { ...TWAP, ...STOP },
};

/** The order types that can be placed. */
export const ORDER_TYPES: readonly OrderType[] = [...new Set(CONFIGURATIONS.map((row) => row.type))];

/** The fields of `CheckedOrder` that no configuration has a place for. */
const FOREIGN_FIELDS = ["displayQuantity", "participationRate"] as const;

/** The `order_configuration` of an order; throws `unsupported` for what Coinbase cannot say, before anything is sent. */
export function toOrderConfiguration(
  order: CheckedOrder,
  extras: Readonly<Record<string, string>>,
  call: CallContext,
): Readonly<Record<string, Readonly<Record<string, string | boolean>>>> {
  const row = CONFIGURATIONS.find(
    ({ type, timeInForce }) => type === order.type && timeInForce === order.timeInForce,
  );
  if (row === undefined) {
    const field = ORDER_TYPES.includes(order.type) ? "timeInForce" : "type";
    throw unsupported(call, "Coinbase has no order of this type and time in force", field);
  }
  for (const field of [...CONFIGURED_FIELDS, ...FOREIGN_FIELDS]) {
    const known = field in row.fields || (field === "postOnly" && order.postOnly === false);
    if (order[field] !== undefined && !known)
      throw unsupported(call, `Coinbase has no ${field} on this type of order`, field);
  }
  const configuration: Record<string, string | boolean> = {};
  for (const field of CONFIGURED_FIELDS) {
    const name = row.fields[field];
    const value = field === "postOnly" ? (order.postOnly ?? false) : order[field];
    if (name === undefined || value === undefined) continue;
    configuration[name] = typeof value === "object" ? timestampToIso(value) : value;
  }
  if (row.type === STOP_LIMIT) configuration.stop_direction = stopDirection(order.side);
  return { [row.key]: { ...configuration, ...extras } };
}

/** A stop that buys waits for a rise, one that sells for a fall. */
function stopDirection(side: OrderSide): string {
  return side === OrderSide.BUY ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN";
}

/** What an `order_configuration` says: its key, what that means, and the fields in it. */
export interface ConfiguredOrder extends Pick<Configuration, "key" | "type" | "timeInForce"> {
  readonly fields: Partial<Pick<Order, ConfiguredField>>;
}

/** Reads the `order_configuration` inside an order or an acknowledgement; undefined when there is none. */
export function readOrderConfiguration(parent: JsonObject): ConfiguredOrder | undefined {
  const wrapper = parent.object("order_configuration");
  const keys = wrapper?.keys() ?? [];
  const row = CONFIGURATIONS.find(({ key }) => keys.includes(key));
  const key = row?.key ?? keys[0];
  const configuration = key === undefined ? undefined : wrapper?.object(key);
  if (key === undefined || configuration === undefined) return undefined;
  const { type, timeInForce, fields: names } = row ?? UNKNOWN;
  const fields: Partial<Pick<Order, ConfiguredField>> = {};
  for (const field of ["quantity", "quoteQuantity", "price", "stopPrice"] as const) {
    const value = names[field] && configuration.decimal(names[field]);
    if (value !== undefined) fields[field] = value;
  }
  for (const field of ["startTime", "expireTime"] as const) {
    const value = names[field] && configuration.timestamp(names[field]);
    if (value) fields[field] = value;
  }
  const postOnly = names.postOnly && configuration.boolean(names.postOnly);
  if (typeof postOnly === "boolean") fields.postOnly = postOnly;
  return { key, type, timeInForce, fields };
}
