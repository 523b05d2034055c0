import { type NewOrder, OrderSide, OrderType } from "@cqvx/core";

/** A limit order with the fields that a service sets. */
export const LIMIT_ORDER: NewOrder = {
  symbol: "ETH-USD",
  side: OrderSide.SELL,
  type: OrderType.LIMIT,
  quantity: "2.5",
  price: "3000.10",
};

/** A market order with the fields that a service sets. */
export const MARKET_ORDER: NewOrder = {
  symbol: "ETH-USD",
  side: OrderSide.BUY,
  type: OrderType.MARKET,
  quantity: "0.4",
};
