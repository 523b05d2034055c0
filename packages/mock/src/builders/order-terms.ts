import type { Order } from "@cqvx/core";
import { OrderSide, OrderType, TimeInForce, timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { START_MS } from "../venue/manual-clock.ts";
import { builtTime, type Fields, type Overrides } from "./overrides.ts";

type Terms = Pick<
  Order,
  | "symbol"
  | "side"
  | "type"
  | "timeInForce"
  | "quantity"
  | "quoteQuantity"
  | "price"
  | "stopPrice"
  | "startTime"
  | "expireTime"
>;

const PRICED: ReadonlySet<OrderType> = new Set([OrderType.LIMIT, OrderType.STOP_LIMIT, OrderType.BRACKET]);
const STOPPED: ReadonlySet<OrderType> = new Set([OrderType.STOP_LIMIT, OrderType.BRACKET]);
const TIMED: ReadonlySet<OrderType> = new Set([OrderType.TWAP, OrderType.VWAP]);
const AN_HOUR_MS = 3_600_000;

/** Completes the given order terms. Without any, the terms of a buy of 0.1 BTC at 50,000 USD. */
export function defaultTerms(given: Overrides<Terms>): Fields<Omit<Terms, "startTime" | "expireTime">> {
  const { type = OrderType.LIMIT, quoteQuantity } = given;
  return {
    symbol: "BTC-USD",
    side: OrderSide.BUY,
    type,
    timeInForce: defaultTimeInForce(type, given),
    quantity: quoteQuantity === undefined ? "0.1" : undefined,
    price: PRICED.has(type) ? "50000.00" : undefined,
    stopPrice: STOPPED.has(type) ? "49000.00" : undefined,
  };
}

/** Returns the default times of an order. TWAP and VWAP orders run for one hour; a GTD order expires after one hour. */
export function defaultTimes({
  type = OrderType.LIMIT,
  timeInForce,
}: Overrides<Terms>): Fields<Pick<Terms, "startTime" | "expireTime">> {
  const isTimed = TIMED.has(type);
  const expires = isTimed || timeInForce === TimeInForce.GTD;
  return {
    startTime: isTimed ? builtTime() : undefined,
    expireTime: expires ? timestampFromMilliseconds(START_MS + AN_HOUR_MS) : undefined,
  };
}

function defaultTimeInForce(type: OrderType, { expireTime }: Overrides<Terms>): TimeInForce {
  if (TIMED.has(type) || expireTime !== undefined) return TimeInForce.GTD;
  return type === OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC;
}
