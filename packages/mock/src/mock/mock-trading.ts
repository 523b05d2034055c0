import type { Amend, CallContext, ExecutionReport, Fills, Order, OrderType, Trading } from "@cqvx/core";
import {
  type CheckedOrder,
  checkOrderChanges,
  checkOrderToPlace,
  createFillMethods,
  createOrderMethods,
  runForOrder,
  unsupported,
} from "@cqvx/core/in-memory";
import { buildExecutionReport, REQUIRED_OF_REPORT } from "../builders/build-execution-report.ts";
import { buildFill } from "../builders/build-fill.ts";
import { buildOrder, REQUIRED_OF_ORDER } from "../builders/build-order.ts";
import { type Overrides, overrideAgain } from "../builders/overrides.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Replies } from "./replies.ts";
import type { StreamMemory } from "./stream-memory.ts";

/** What the methods of a mock work with that trade. */
export interface MockTradingParts {
  readonly parts: LocalParts;
  readonly replies: Replies;
  readonly memory: Pick<StreamMemory, "notePlaced" | "saidOf">;
  readonly orderTypes: readonly OrderType[];
}

/** The methods of a mock that trade. They check what they are given as every client does; what is answered is completed. */
export function createMockTrading(mock: MockTradingParts): Trading & Fills & Amend {
  const { parts, replies, memory, orderTypes } = mock;
  const ids = parts.createRandom("orders");
  const checkType = ({ type }: CheckedOrder, call: CallContext): void => {
    if (!orderTypes.includes(type))
      throw unsupported(call, "this client does not take orders of this type", "type");
  };
  const acknowledge = (order: CheckedOrder, answer: Overrides<ExecutionReport>): ExecutionReport => {
    const terms = termsOf(order);
    const acknowledged = { ...terms, orderId: ids.uuid(), timestamp: parts.now() };
    const report = buildExecutionReport(overrideAgain(REQUIRED_OF_REPORT, acknowledged, answer));
    memory.notePlaced(report.orderId, terms);
    return report;
  };
  const toOrder = (answer: Overrides<Order>, orderId = answer.orderId): Order => {
    const said = orderId === undefined ? { createdTime: parts.now() } : memory.saidOf(orderId);
    return buildOrder(overrideAgain(REQUIRED_OF_ORDER, { updatedTime: parts.now(), ...said }, answer));
  };
  return {
    ...createOrderMethods(parts, {
      placeOptions: [],
      placeOrder: async (order, call) => {
        checkType(order, call);
        return replies.to("placeOrder", call, [order], (answer) => acknowledge(order, answer));
      },
      getOrder: (orderId, call) =>
        replies.to("getOrder", call, [orderId], (answer) => toOrder(answer, orderId)),
      getOrders: (filter, call) =>
        replies.to("getOrders", call, [filter], (answers) => answers.map((answer) => toOrder(answer))),
    }),
    cancelOrder: (orderId, options) =>
      runForOrder(parts, "cancelOrder", orderId, options, (checked, call) =>
        replies.to("cancelOrder", call, [checked], (status) => status),
      ),
    editOrder: (orderId, changes, options) =>
      runForOrder(parts, "editOrder", orderId, options, async (checked, call) => {
        const wanted = checkOrderChanges(changes, call);
        return replies.to("editOrder", call, [checked, wanted], (answer) =>
          toOrder({ ...wanted, ...answer }, checked),
        );
      }),
    previewOrder: (order, options) =>
      parts.calls.run("previewOrder", options, async (call) => {
        const checked = checkOrderToPlace(order, call, parts);
        checkType(checked, call);
        return replies.to("previewOrder", call, [checked], (answer) => ({
          errors: [],
          warnings: [],
          ...answer,
        }));
      }),
    ...createFillMethods(parts, (filter, call) =>
      replies.to("getFills", call, [filter], (answers) =>
        answers.map((answer) => buildFill({ timestamp: parts.now(), ...answer })),
      ),
    ),
  };
}

/** The terms of an order, absent ones included: its report has these and no others. */
function termsOf(order: CheckedOrder): Overrides<ExecutionReport> & Overrides<Order> {
  const { symbol, side, type, timeInForce, clientOrderId, quantity, quoteQuantity, price, stopPrice } = order;
  return { symbol, side, type, timeInForce, clientOrderId, quantity, quoteQuantity, price, stopPrice };
}
