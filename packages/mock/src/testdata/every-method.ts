import { type CallOptions, type CapabilityMethod, OrderStatus } from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";
import type { AnswerSetter, Value } from "../mock/answers/answers.ts";
import { setterOf } from "../mock/answers/replies.ts";
import type { MockClient } from "../mock/mock-client.ts";
import { LIMIT_ORDER } from "./orders.ts";

type Call = (client: MockClient, options?: CallOptions) => Promise<unknown>;

export const CLIENT_ORDER_ID = "mine-1";
export const ORDER_ID = "order-1";

const ORDER = { ...LIMIT_ORDER, clientOrderId: CLIENT_ORDER_ID };
const ignore = (): void => {};

/** A valid call of each method. */
const CALLS: Readonly<Record<CapabilityMethod, Call>> = {
  placeOrder: (client, options) => client.placeOrder(ORDER, options),
  cancelOrder: (client, options) => client.cancelOrder(ORDER_ID, options),
  getOrder: (client, options) => client.getOrder(ORDER_ID, options),
  getOrders: (client, options) => client.getOrders({}, options),
  getBalance: (client, options) => client.getBalance(options),
  getOrderBook: (client, options) => client.getOrderBook("ETH-USD", options),
  subscribeOrderBook: (client, options) => client.subscribeOrderBook("ETH-USD", ignore, options),
  subscribeTrades: (client, options) => client.subscribeTrades("ETH-USD", ignore, options),
  health: (client, options) => client.health(options),
  getFills: (client, options) => client.getFills({}, options),
  getProducts: (client, options) => client.getProducts({}, options),
  editOrder: (client, options) => client.editOrder(ORDER_ID, { price: "1" }, options),
  previewOrder: (client, options) => client.previewOrder(ORDER, options),
  subscribeOrders: (client, options) => client.subscribeOrders(ignore, options),
};

/** A valid answer of each method. */
const VALUES: { readonly [Method in CapabilityMethod]: Value<Method> } = {
  placeOrder: {},
  cancelOrder: OrderStatus.CANCELLED,
  getOrder: {},
  getOrders: [],
  getBalance: {},
  getOrderBook: {},
  subscribeOrderBook: {},
  subscribeTrades: [],
  health: {},
  getFills: [],
  getProducts: [],
  editOrder: {},
  previewOrder: {},
  subscribeOrders: [],
};

/** One method, for tests that run for every method. */
export interface MethodCase {
  readonly method: CapabilityMethod;
  readonly call: Call;
  readonly value: unknown;
  /** Returns the setter of the method's answers, without its types. Other tests check the types. */
  answers(client: MockClient): LooseSetter;
}

export interface LooseSetter {
  (answer: unknown): void;
  once(answer: unknown): void;
  inTurn(...answers: readonly unknown[]): void;
}

export const EVERY_METHOD: readonly MethodCase[] = CAPABILITY_METHODS.map((method) => ({
  method,
  call: CALLS[method],
  value: VALUES[method],
  answers: (client) =>
    (client as unknown as Record<string, AnswerSetter<CapabilityMethod>>)[setterOf(method)] as LooseSetter,
}));

/** The methods whose outcome is unknown when they end without a reply. */
export const EFFECTIVE: ReadonlySet<CapabilityMethod> = new Set(["placeOrder", "cancelOrder", "editOrder"]);

export const SUBSCRIBING: ReadonlySet<CapabilityMethod> = new Set([
  "subscribeOrderBook",
  "subscribeTrades",
  "subscribeOrders",
]);
