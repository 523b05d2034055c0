import type {
  CapabilityMethod,
  ExecutionReport,
  HealthReport,
  Order,
  OrderChanges,
  OrderPreview,
  OrderStatus,
  Product,
  Trade,
} from "@cqvx/core";
import type { CheckedFillFilter, CheckedOrder, CheckedOrderFilter } from "@cqvx/core/in-memory";
import type { BalanceOverrides } from "../../builders/build-balance.ts";
import type { OrderBookOverrides } from "../../builders/build-order-book.ts";
import type { Overrides } from "../../builders/overrides.ts";
import { byMethod } from "../methods/by-method.ts";

/** What a function that answers is told of its call, after the arguments. */
export interface AnswerContext {
  /** Aborts when nobody waits for the answer any more: by the caller's signal, its timeout, or `close()`. */
  readonly signal: AbortSignal;
}

/** What each method is asked with, as the venue would get it: checked, with its defaults. */
interface Questions extends Record<CapabilityMethod, readonly unknown[]> {
  readonly placeOrder: [order: CheckedOrder];
  readonly cancelOrder: [orderId: string];
  readonly getOrder: [orderId: string];
  readonly getOrders: [filter: CheckedOrderFilter];
  readonly getBalance: [includeZero: boolean];
  readonly getOrderBook: [symbol: string, depth: number];
  readonly subscribeOrderBook: [symbol: string];
  readonly subscribeTrades: [symbol: string];
  readonly health: [];
  readonly getFills: [filter: CheckedFillFilter];
  readonly getProducts: [symbols: readonly string[] | undefined];
  readonly editOrder: [orderId: string, changes: OrderChanges];
  readonly previewOrder: [order: CheckedOrder];
  readonly subscribeOrders: [];
}

/** What each method is answered with: the part of a message that matters; the rest is made to go with it. */
interface Values extends Record<CapabilityMethod, unknown> {
  /** On top of the order echoed back. */
  readonly placeOrder: Overrides<ExecutionReport>;
  readonly cancelOrder: OrderStatus;
  readonly getOrder: Overrides<Order>;
  readonly getOrders: readonly Overrides<Order>[];
  readonly getBalance: BalanceOverrides;
  readonly getOrderBook: OrderBookOverrides;
  /** The first book. */
  readonly subscribeOrderBook: OrderBookOverrides;
  /** The trades before the subscription. */
  readonly subscribeTrades: readonly Overrides<Trade>[];
  readonly health: Partial<HealthReport>;
  readonly getFills: readonly Overrides<ExecutionReport>[];
  readonly getProducts: readonly Overrides<Product>[];
  readonly editOrder: Overrides<Order>;
  readonly previewOrder: Partial<OrderPreview>;
  /** The open orders. */
  readonly subscribeOrders: readonly Overrides<Order>[];
}

export type Question<Method extends CapabilityMethod> = Questions[Method];
export type Value<Method extends CapabilityMethod> = Values[Method];

/**
 * What a method answers: a value, an error to reject with, or a function that gives either. A `VenueError` is given the name of
 * the method and the ids of the order; any other error is thrown as it is.
 */
export type Answer<Method extends CapabilityMethod> = Value<Method> | Error | AnswerFunction<Method>;

export type AnswerFunction<Method extends CapabilityMethod> = (
  ...question: [...Question<Method>, context: AnswerContext]
) => Value<Method> | Error | Promise<Value<Method> | Error>;

/** Sets what a method answers. */
export interface AnswerSetter<Method extends CapabilityMethod> {
  /** To every call from now on. */
  (answer: Answer<Method>): void;
  /** To the next call alone; several wait in order, before what every call is answered. */
  once(answer: Answer<Method>): void;
  /** One for each of the next calls. */
  inTurn(...answers: readonly Answer<Method>[]): void;
}

/** What a method was told to answer. */
export interface AnswerBook<Method extends CapabilityMethod> {
  readonly set: AnswerSetter<Method>;
  /** Whether the next call has an answer. */
  has(): boolean;
  /** Takes what answers the next call; undefined when nothing is set. */
  take(): AnswerFunction<Method> | undefined;
  clear(): void;
}

export type AnswerBooks = { readonly [Method in CapabilityMethod]: AnswerBook<Method> };

export function createAnswerBooks(): AnswerBooks {
  return byMethod<AnswerBooks>(() => createAnswerBook());
}

function createAnswerBook<Method extends CapabilityMethod>(): AnswerBook<Method> {
  let queue: AnswerFunction<Method>[] = [];
  let always: AnswerFunction<Method> | undefined;
  const setAlways = (answer: Answer<Method>): void => {
    always = toFunction(answer);
  };
  const inTurn = (...answers: readonly Answer<Method>[]): void => {
    queue = [...queue, ...answers.map(toFunction)];
  };
  return {
    set: Object.assign(setAlways, { once: (answer: Answer<Method>) => inTurn(answer), inTurn }),
    has: () => queue.length > 0 || always !== undefined,
    take: () => queue.shift() ?? always,
    clear: () => {
      queue = [];
      always = undefined;
    },
  };
}

function toFunction<Method extends CapabilityMethod>(answer: Answer<Method>): AnswerFunction<Method> {
  return isFunction(answer) ? answer : () => answer;
}

function isFunction<Method extends CapabilityMethod>(
  answer: Answer<Method>,
): answer is AnswerFunction<Method> {
  return typeof answer === "function";
}
