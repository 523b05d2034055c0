import type { CallOptions, CapabilityMethod, NewOrder } from "@cqvx/core";
import { CAPABILITY_METHODS, OrderSide, OrderType } from "@cqvx/core/in-memory";
import { expectPromise } from "../expectations/expect-promise.ts";
import type { Trial } from "../trial/trial.ts";

/** An id of an order that no venue has. */
export const UNKNOWN_ORDER_ID = "00000000-0000-4000-8000-000000000000";

type Call = (trial: Trial, options?: CallOptions) => Promise<unknown> | undefined;

/** A sound call of each, for what holds of all of them. */
const CALLS: Readonly<Record<CapabilityMethod, Call>> = {
  placeOrder: (trial, options) => trial.client.placeOrder(soundOrder(trial), options),
  cancelOrder: ({ client }, options) => client.cancelOrder(UNKNOWN_ORDER_ID, options),
  getOrder: ({ client }, options) => client.getOrder(UNKNOWN_ORDER_ID, options),
  getOrders: ({ client }, options) => client.getOrders({}, options),
  getBalance: ({ client }, options) => client.getBalance(options),
  getOrderBook: ({ client, symbol }, options) => client.getOrderBook(symbol, options),
  subscribeOrderBook: ({ client, symbol }, options) => client.subscribeOrderBook(symbol, () => {}, options),
  subscribeTrades: ({ client, symbol }, options) => client.subscribeTrades(symbol, () => {}, options),
  health: ({ client }, options) => client.health(options),
  getFills: ({ client }, options) => client.getFills?.({}, options),
  getProducts: ({ client }, options) => client.getProducts?.({}, options),
  editOrder: ({ client }, options) => client.editOrder?.(UNKNOWN_ORDER_ID, { price: "100" }, options),
  previewOrder: (trial, options) => trial.client.previewOrder?.(soundOrder(trial), options),
  subscribeOrders: ({ client }, options) => client.subscribeOrders?.(() => {}, options),
};

/** A sound call of one method. */
export function callMethod(trial: Trial, name: CapabilityMethod, options?: CallOptions): Promise<unknown> {
  return expectPromise(name, () => CALLS[name](trial, options));
}

/** An order far from any market, where there are orders at a price. */
function soundOrder({ client, symbol, quantity }: Trial): NewOrder {
  const order = { symbol, side: OrderSide.BUY, quantity };
  return client.capabilities.orderTypes.includes(OrderType.LIMIT)
    ? { ...order, type: OrderType.LIMIT, price: "100" }
    : { ...order, type: OrderType.MARKET };
}

/** The methods that a client says it has. */
export function methodsOf({ client }: Pick<Trial, "client">): CapabilityMethod[] {
  return CAPABILITY_METHODS.filter((name) => client.capabilities.methods[name]);
}
