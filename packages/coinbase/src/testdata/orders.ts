import { type NewOrder, OrderSide, OrderType } from "@cqvx/core";

/** A limit order, with what a test changes of it. */
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
