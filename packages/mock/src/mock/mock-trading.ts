import type { CallContext, ExecutionReport, Order, OrderType } from "@cqvx/core";
import { type CheckedOrder, type ClientOperations, unsupported } from "@cqvx/core/in-memory";
import { buildExecutionReport, REQUIRED_OF_REPORT } from "../builders/build-execution-report.ts";
import { buildFill } from "../builders/build-fill.ts";
import { buildOrder, REQUIRED_OF_ORDER } from "../builders/build-order.ts";
import { mergeOverrides, type Overrides } from "../builders/overrides.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Replies } from "./answers/replies.ts";
import type { StreamMemory } from "./streams/stream-memory.ts";

/** The parts of the mock that its trading operations use. */
export interface MockTradingParts {
  readonly parts: LocalParts;
  readonly replies: Replies;
  readonly memory: Pick<StreamMemory, "notePlaced" | "knownFieldsOf">;
  readonly orderTypes: readonly OrderType[];
}

type TradingMethod =
  | "placeOrder"
  | "cancelOrder"
  | "getOrder"
  | "getOrders"
  | "getFills"
  | "editOrder"
  | "previewOrder";

/** Creates the trading operations of a mock. They complete answers that leave fields out. */
export function createMockTrading(mock: MockTradingParts): Required<Pick<ClientOperations, TradingMethod>> {
  const { parts, replies, memory, orderTypes } = mock;
  const ids = parts.createRandom("orders");
  const checkType = ({ type }: CheckedOrder, call: CallContext): void => {
    if (!orderTypes.includes(type))
      throw unsupported(call, "this client does not support orders of this type", "type");
  };
  const acknowledge = (order: CheckedOrder, answer: Overrides<ExecutionReport>): ExecutionReport => {
    const terms = termsOf(order);
    const acknowledged = { ...terms, orderId: ids.uuid(), timestamp: parts.now() };
    const report = buildExecutionReport(mergeOverrides(REQUIRED_OF_REPORT, acknowledged, answer));
    memory.notePlaced(report.orderId, terms);
    return report;
  };
  const toOrder = (answer: Overrides<Order>, orderId = answer.orderId): Order => {
    const known = orderId === undefined ? { createdTime: parts.now() } : memory.knownFieldsOf(orderId);
    return buildOrder(mergeOverrides(REQUIRED_OF_ORDER, { updatedTime: parts.now(), ...known }, answer));
  };
  return {
    placeOrder: async (order, call) => {
      checkType(order, call);
      return replies.to("placeOrder", call, [order], (answer) => acknowledge(order, answer));
    },
    cancelOrder: (orderId, call) => replies.to("cancelOrder", call, [orderId], (status) => status),
    getOrder: (orderId, call) =>
      replies.to("getOrder", call, [orderId], (answer) => toOrder(answer, orderId)),
    getOrders: (filter, call) =>
      replies.to("getOrders", call, [filter], (answers) => answers.map((answer) => toOrder(answer))),
    editOrder: (orderId, changes, call) =>
      replies.to("editOrder", call, [orderId, changes], (answer) =>
        toOrder({ ...changes, ...answer }, orderId),
      ),
    previewOrder: async (order, call) => {
      checkType(order, call);
      return replies.to("previewOrder", call, [order], (answer) => ({
        errors: [],
        warnings: [],
        ...answer,
      }));
    },
    getFills: (filter, call) =>
      replies.to("getFills", call, [filter], (answers) =>
        answers.map((answer) => buildFill({ timestamp: parts.now(), ...answer })),
      ),
  };
}

/** Picks the terms of an order. Absent terms are `undefined`, so that the report has no default for them. */
function termsOf(order: CheckedOrder): Overrides<ExecutionReport> & Overrides<Order> {
  const { symbol, side, type, timeInForce, clientOrderId, quantity, quoteQuantity, price, stopPrice } = order;
  return { symbol, side, type, timeInForce, clientOrderId, quantity, quoteQuantity, price, stopPrice };
}
