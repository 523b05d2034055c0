/**
 * The enum constants of CQC. They repeat the generated ones, because loading a generated schema takes about 50 ms. The type
 * annotations turn any difference between the two into a compile error.
 */
import type * as generated from "../gen/cqc/venues/v1/enums_pb.ts";

export type OrderSide = generated.OrderSide;
export const OrderSide: typeof generated.OrderSide = { UNSPECIFIED: 0, BUY: 1, SELL: 2 };

export type OrderType = generated.OrderType;
export const OrderType: typeof generated.OrderType = {
  UNSPECIFIED: 0,
  MARKET: 1,
  LIMIT: 2,
  STOP_LIMIT: 3,
  BRACKET: 4,
  TWAP: 5,
  VWAP: 6,
  PEG: 7,
  RFQ: 8,
  BLOCK: 9,
};

export type TimeInForce = generated.TimeInForce;
export const TimeInForce: typeof generated.TimeInForce = { UNSPECIFIED: 0, GTC: 1, GTD: 2, IOC: 3, FOK: 4 };

export type OrderStatus = generated.OrderStatus;
export const OrderStatus: typeof generated.OrderStatus = {
  UNSPECIFIED: 0,
  PENDING: 1,
  PENDING_APPROVAL: 2,
  SUBMITTED: 3,
  OPEN: 4,
  PARTIALLY_FILLED: 5,
  FILLED: 6,
  PENDING_CANCEL: 7,
  CANCELLED: 8,
  REJECTED: 9,
  EXPIRED: 10,
  FAILED: 11,
  REPLACED: 12,
};

export type Liquidity = generated.Liquidity;
export const Liquidity: typeof generated.Liquidity = { UNSPECIFIED: 0, MAKER: 1, TAKER: 2 };

export type ProductStatus = generated.ProductStatus;
export const ProductStatus: typeof generated.ProductStatus = {
  UNSPECIFIED: 0,
  TRADING: 1,
  POST_ONLY: 2,
  LIMIT_ONLY: 3,
  AUCTION: 4,
  CANCEL_ONLY: 5,
  HALTED: 6,
  DELISTED: 7,
};

/** The statuses that an order never leaves. */
export const TERMINAL_STATUSES: ReadonlySet<OrderStatus> = new Set<OrderStatus>([
  OrderStatus.FILLED,
  OrderStatus.CANCELLED,
  OrderStatus.REJECTED,
  OrderStatus.EXPIRED,
  OrderStatus.FAILED,
  OrderStatus.REPLACED,
]);

/**
 * Returns the name of an enum value for logs and screens: `nameOf(OrderStatus, 4)` is "OPEN". Returns "UNKNOWN(42)" for a
 * number that the enum does not have.
 */
export function nameOf(constants: Readonly<Record<string, number>>, value: number): string {
  for (const [name, number] of Object.entries(constants)) {
    if (number === value) return name;
  }
  return `UNKNOWN(${value})`;
}
