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

/** The last argument of an answer function. */
export interface AnswerContext {
  /** Aborts when the call ends without the answer: by the caller's signal, a timeout or `close()`. */
  readonly signal: AbortSignal;
}

/** The arguments of each method as the venue would receive them: checked and completed with defaults. */
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

/** The value of an answer to each method: the fields that matter to the test. The mock completes the message. */
interface Values extends Record<CapabilityMethod, unknown> {
  /** Overrides of a report that echoes the order. */
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
 * The answer to a method: a value, an error to reject with, or a function that returns either. The mock sets the operation
 * and the order ids of a `VenueError`. Any other error is thrown unchanged.
 */
export type Answer<Method extends CapabilityMethod> = Value<Method> | Error | AnswerFunction<Method>;

export type AnswerFunction<Method extends CapabilityMethod> = (
  ...question: [...Question<Method>, context: AnswerContext]
) => Value<Method> | Error | Promise<Value<Method> | Error>;

/** Sets the answers of one method. */
export interface AnswerSetter<Method extends CapabilityMethod> {
  /** Answers every following call. */
  (answer: Answer<Method>): void;
  /** Answers the next call only. Several of these are used in order, before the answer to every call. */
  once(answer: Answer<Method>): void;
  /** Answers the next calls, one answer each. */
  inTurn(...answers: readonly Answer<Method>[]): void;
}

/** The answers of one method. */
export interface AnswerBook<Method extends CapabilityMethod> {
  readonly set: AnswerSetter<Method>;
  /** True when an answer is set for the next call. */
  has(): boolean;
  /** Takes the answer to the next call. Returns undefined when none is set. */
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
