import type { CallOptions, CapabilityMethod } from "@cqvx/core";
import { CAPABILITY_METHODS, OrderSide, OrderType } from "@cqvx/core/in-memory";
import type { Trial } from "./trial.ts";

/** An id of an order that no venue has. */
export const UNKNOWN_ORDER_ID = "00000000-0000-4000-8000-000000000000";

type Call = (trial: Trial, options?: CallOptions) => Promise<unknown>;

/** A sound call of each, for what holds of all of them. Orders are far from any market. */
const CALLS: Readonly<Record<CapabilityMethod, Call>> = {
  placeOrder: ({ client, symbol, quantity }, options) =>
    client.placeOrder(
      { symbol, side: OrderSide.BUY, type: OrderType.LIMIT, quantity, price: "100" },
      options,
    ),
  cancelOrder: ({ client }, options) => client.cancelOrder(UNKNOWN_ORDER_ID, options),
  getOrder: ({ client }, options) => client.getOrder(UNKNOWN_ORDER_ID, options),
  getOrders: ({ client }, options) => client.getOrders({}, options),
  getBalance: ({ client }, options) => client.getBalance(options),
  getOrderBook: ({ client, symbol }, options) => client.getOrderBook(symbol, options),
  subscribeOrderBook: ({ client, symbol }, options) => client.subscribeOrderBook(symbol, () => {}, options),
  subscribeTrades: ({ client, symbol }, options) => client.subscribeTrades(symbol, () => {}, options),
  health: ({ client }, options) => client.health(options),
  getFills: async ({ client }, options) => client.getFills?.({}, options),
  getProducts: async ({ client }, options) => client.getProducts?.({}, options),
  editOrder: async ({ client }, options) => client.editOrder?.(UNKNOWN_ORDER_ID, { price: "100" }, options),
  previewOrder: async ({ client, symbol, quantity }, options) =>
    client.previewOrder?.(
      { symbol, side: OrderSide.BUY, type: OrderType.LIMIT, quantity, price: "100" },
      options,
    ),
  subscribeOrders: async ({ client }, options) => client.subscribeOrders?.(() => {}, options),
};

/** A sound call of one method. */
export function callMethod(trial: Trial, name: CapabilityMethod, options?: CallOptions): Promise<unknown> {
  return CALLS[name](trial, options);
}

/** The methods that a client says it has. */
export function methodsOf({ client }: Pick<Trial, "client">): CapabilityMethod[] {
  return CAPABILITY_METHODS.filter((name) => client.capabilities.methods[name]);
}
