import { type NewOrder, OrderSide, OrderType, TimeInForce } from "@cqvx/coinbase";
import { field, textOr } from "./field.ts";

const TYPES: readonly (readonly [prefix: string, type: OrderType])[] = [
  ["market_market", OrderType.MARKET],
  ["sor_limit", OrderType.LIMIT],
  ["limit_limit", OrderType.LIMIT],
  ["stop_limit", OrderType.STOP_LIMIT],
  ["trigger_bracket", OrderType.BRACKET],
  ["twap_limit", OrderType.TWAP],
];

const TIMES_IN_FORCE: readonly (readonly [suffix: string, timeInForce: TimeInForce])[] = [
  ["_gtc", TimeInForce.GTC],
  ["_gtd", TimeInForce.GTD],
  ["_ioc", TimeInForce.IOC],
  ["_fok", TimeInForce.FOK],
];

const FIELDS: readonly (readonly [name: string, field: keyof NewOrder])[] = [
  ["base_size", "quantity"],
  ["quote_size", "quoteQuantity"],
  ["limit_price", "price"],
  ["stop_price", "stopPrice"],
  ["stop_trigger_price", "stopPrice"],
  ["start_time", "startTime"],
  ["end_time", "expireTime"],
];

/** Returns the order that produces this `order_configuration`. Without a configuration it is a small market order. */
export function orderOf(body: unknown): NewOrder {
  const symbol = textOr("BTC-USD", body, "product_id");
  const side = textOr("BUY", body, "side") === "SELL" ? OrderSide.SELL : OrderSide.BUY;
  const [entry] = Object.entries(field(body, "order_configuration") ?? {});
  const type = TYPES.find(([prefix]) => entry?.[0].startsWith(prefix))?.[1];
  if (entry === undefined || type === undefined)
    return { symbol, side, type: OrderType.MARKET, quantity: "1" };
  const [key, configuration] = entry;
  const timeInForce = TIMES_IN_FORCE.find(([suffix]) => key.endsWith(suffix))?.[1] ?? TimeInForce.GTC;
  const values = FIELDS.flatMap(([name, target]) => {
    const value = textOr("", configuration, name);
    return value === "" ? [] : [[target, value] as const];
  });
  const postOnly = field(configuration, "post_only") === true ? { postOnly: true } : {};
  return { symbol, side, type, timeInForce, ...Object.fromEntries(values), ...postOnly };
}
