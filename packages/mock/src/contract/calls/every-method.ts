import type { CallOptions, CapabilityMethod, NewOrder } from "@cqvx/core";
import { CAPABILITY_METHODS, OrderSide, OrderType } from "@cqvx/core/in-memory";
import { expectPromise } from "../expectations/expect-promise.ts";
import type { Trial } from "../trial/trial.ts";

/** An order id that no venue knows. */
export const UNKNOWN_ORDER_ID = "00000000-0000-4000-8000-000000000000";

type Call = (trial: Trial, options?: CallOptions) => Promise<unknown> | undefined;

/** A valid call of each method, for promises about every method. */
const CALLS: Readonly<Record<CapabilityMethod, Call>> = {
  placeOrder: (trial, options) => trial.client.placeOrder(validOrder(trial), options),
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
  previewOrder: (trial, options) => trial.client.previewOrder?.(validOrder(trial), options),
  subscribeOrders: ({ client }, options) => client.subscribeOrders?.(() => {}, options),
};

/** Calls a method with valid arguments. */
export function callMethod(trial: Trial, name: CapabilityMethod, options?: CallOptions): Promise<unknown> {
  return expectPromise(name, () => CALLS[name](trial, options));
}

/** Returns a valid order: a limit order far from the market, or a market order when the client has no limit orders. */
function validOrder({ client, symbol, quantity }: Trial): NewOrder {
  const order = { symbol, side: OrderSide.BUY, quantity };
  return client.capabilities.orderTypes.includes(OrderType.LIMIT)
    ? { ...order, type: OrderType.LIMIT, price: "100" }
    : { ...order, type: OrderType.MARKET };
}

/** Returns the methods that the client's capabilities list. */
export function methodsOf({ client }: Pick<Trial, "client">): CapabilityMethod[] {
  return CAPABILITY_METHODS.filter((name) => client.capabilities.methods[name]);
}
