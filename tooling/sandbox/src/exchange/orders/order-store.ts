import { type Fill, isLive, type Order } from "./order.ts";

/** Every order and fill of the account, oldest first. */
export interface OrderStore {
  readonly orders: readonly Order[];
  readonly fills: readonly Fill[];
  byId(orderId: string): Order | undefined;
  byClientOrderId(clientOrderId: string): Order | undefined;
  /** Returns the orders that can still trade or end. */
  live(): readonly Order[];
  add(order: Order): void;
  addFill(fill: Fill): void;
}

export function createOrderStore(): OrderStore {
  const orders: Order[] = [];
  const fills: Fill[] = [];
  const byId = new Map<string, Order>();
  const byClientOrderId = new Map<string, Order>();
  let live: Order[] = [];
  return {
    orders,
    fills,
    byId: (orderId) => byId.get(orderId),
    byClientOrderId: (clientOrderId) => byClientOrderId.get(clientOrderId),
    live() {
      live = live.filter(isLive);
      return live;
    },
    add(order) {
      orders.push(order);
      live.push(order);
      byId.set(order.orderId, order);
      byClientOrderId.set(order.clientOrderId, order);
    },
    addFill: (fill) => void fills.push(fill),
  };
}
