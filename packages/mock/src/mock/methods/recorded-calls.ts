import type {
  AllMethods,
  BalanceOptions,
  CallOptions,
  CapabilityMethod,
  FillFilter,
  NewOrder,
  OrderBookHandler,
  OrderBookOptions,
  OrderChanges,
  OrderFilter,
  OrderHandler,
  ProductFilter,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  TradeHandler,
} from "@cqvx/core";
import { byMethod } from "./by-method.ts";
import { copyArgument } from "./copy-argument.ts";
import { mapMethods } from "./map-methods.ts";

interface WithOptions<Options = CallOptions> {
  /** Absent when the call had no options. */
  readonly options?: Options | undefined;
}

interface OrderIdCall extends WithOptions {
  readonly orderId: string;
}

interface NewOrderCall extends WithOptions {
  readonly order: NewOrder;
}

interface SubscribeCall<Handler, Options> extends WithOptions<Options> {
  readonly symbol: string;
  readonly handler: Handler;
}

/** All calls so far, oldest first, with copies of their arguments. Includes calls that were refused for bad input. */
export interface RecordedCalls extends Record<CapabilityMethod, readonly object[]> {
  readonly placeOrder: readonly NewOrderCall[];
  readonly cancelOrder: readonly OrderIdCall[];
  readonly getOrder: readonly OrderIdCall[];
  readonly getOrders: readonly (WithOptions & { readonly filter?: OrderFilter | undefined })[];
  readonly getBalance: readonly WithOptions<BalanceOptions>[];
  readonly getOrderBook: readonly (WithOptions<OrderBookOptions> & { readonly symbol: string })[];
  readonly subscribeOrderBook: readonly SubscribeCall<OrderBookHandler, SubscribeOptions>[];
  readonly subscribeTrades: readonly SubscribeCall<TradeHandler, SubscribeTradesOptions>[];
  readonly health: readonly WithOptions[];
  readonly getFills: readonly (WithOptions & { readonly filter?: FillFilter | undefined })[];
  readonly getProducts: readonly (WithOptions & { readonly filter?: ProductFilter | undefined })[];
  readonly editOrder: readonly (OrderIdCall & { readonly changes: OrderChanges })[];
  readonly previewOrder: readonly NewOrderCall[];
  readonly subscribeOrders: readonly (WithOptions<SubscribeOrdersOptions> & {
    readonly handler: OrderHandler;
  })[];
}

/** One counter for each method, such as `placeOrderCallCount()`. */
export type CallCounts = { readonly [Method in CapabilityMethod as `${Method}CallCount`]: () => number };

export interface CallRecorder {
  readonly calls: RecordedCalls;
  readonly counts: CallCounts;
  /** Wraps the methods so that each call is recorded. */
  record(methods: AllMethods): AllMethods;
  clear(): void;
}

/** The names of the arguments of each method. */
const ARGUMENTS: Readonly<Record<CapabilityMethod, readonly string[]>> = {
  placeOrder: ["order", "options"],
  cancelOrder: ["orderId", "options"],
  getOrder: ["orderId", "options"],
  getOrders: ["filter", "options"],
  getBalance: ["options"],
  getOrderBook: ["symbol", "options"],
  subscribeOrderBook: ["symbol", "handler", "options"],
  subscribeTrades: ["symbol", "handler", "options"],
  health: ["options"],
  getFills: ["filter", "options"],
  getProducts: ["filter", "options"],
  editOrder: ["orderId", "changes", "options"],
  previewOrder: ["order", "options"],
  subscribeOrders: ["handler", "options"],
};

export function createCallRecorder(): CallRecorder {
  const lists = byMethod<Record<CapabilityMethod, object[]>>(() => []);
  const keep = (method: CapabilityMethod, parameters: readonly unknown[]): void => {
    const given = ARGUMENTS[method].slice(0, parameters.length);
    const named = given.map((name, index) => [name, copyArgument(parameters[index])]);
    lists[method].push(Object.fromEntries(named));
  };
  return {
    calls: lists as RecordedCalls,
    counts: byMethod<CallCounts>(
      (method) => () => lists[method].length,
      (method) => `${method}CallCount`,
    ),
    record: (methods) =>
      mapMethods(methods, (name, method) => (...parameters) => {
        keep(name, parameters);
        return Reflect.apply(method, undefined, parameters);
      }),
    clear: () => {
      for (const list of Object.values(lists)) list.length = 0;
    },
  };
}
