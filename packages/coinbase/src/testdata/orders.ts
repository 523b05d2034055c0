import { type NewOrder, OrderSide, OrderType } from "@cqvx/core";

/** Builds a limit order with the given changes. */
export function limitOrder(changes: Partial<NewOrder> = {}): NewOrder {
  return {
    symbol: "SOL-USD",
    side: OrderSide.BUY,
    type: OrderType.LIMIT,
    quantity: "3.10",
    price: "171.250",
    ...changes,
  };
}
