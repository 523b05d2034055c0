import type {
  Account,
  Amend,
  CallContext,
  ExecutionReport,
  Fills,
  Health,
  HealthReport,
  Market,
  OrderType,
  Products,
  Trading,
} from "@cqvx/core";
import {
  type CheckedOrder,
  checkOrderChanges,
  checkOrderToPlace,
  createAccountMethods,
  createFillMethods,
  createMarketMethods,
  createOrderMethods,
  createProductMethods,
  runForOrder,
  timestampFromMilliseconds,
  unsupported,
} from "@cqvx/core/in-memory";
import { buildBalance } from "../builders/build-balance.ts";
import { buildExecutionReport, REQUIRED_OF_REPORT } from "../builders/build-execution-report.ts";
import { buildFill } from "../builders/build-fill.ts";
import { buildOrder, REQUIRED_OF_ORDER } from "../builders/build-order.ts";
import { buildOrderBook, cutTo } from "../builders/build-order-book.ts";
import { buildProduct } from "../builders/build-product.ts";
import { type Overrides, overrideAgain } from "../builders/overrides.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Replies } from "./replies.ts";

/** What the methods of a mock work with that ask and are answered. */
export interface MockRequestParts {
  readonly parts: LocalParts;
  readonly replies: Replies;
  readonly orderTypes: readonly OrderType[];
  readonly streamState: () => HealthReport["streams"];
}

/** The methods that ask and are answered. They check what they are given as every client does. */
export function createMockRequests(
  mock: MockRequestParts,
): Trading & Account & Market & Health & Fills & Products & Amend {
  return { ...createMockTrading(mock), ...createMockReading(mock) };
}

function createMockTrading({ parts, replies, orderTypes }: MockRequestParts): Trading & Amend {
  const ids = parts.createRandom("orders");
  const acknowledge = (order: CheckedOrder): Overrides<ExecutionReport> => ({
    ...echo(order),
    orderId: ids.uuid(),
    timestamp: timestampFromMilliseconds(parts.runtime.clock.now()),
  });
  const checkType = ({ type }: CheckedOrder, call: CallContext): void => {
    if (!orderTypes.includes(type))
      throw unsupported(call, "this client does not take orders of this type", "type");
  };
  return {
    ...createOrderMethods(parts, {
      placeOptions: [],
      placeOrder: async (order, call) => {
        checkType(order, call);
        return replies.to("placeOrder", call, [order], (report) =>
          buildExecutionReport(overrideAgain(REQUIRED_OF_REPORT, acknowledge(order), report)),
        );
      },
      getOrder: (orderId, call) =>
        replies.to("getOrder", call, [orderId], (order) =>
          buildOrder(overrideAgain(REQUIRED_OF_ORDER, { orderId }, order)),
        ),
      getOrders: (filter, call) =>
        replies.to("getOrders", call, [filter], (orders) => orders.map(buildOrder)),
    }),
    cancelOrder: (orderId, options) =>
      runForOrder(parts, "cancelOrder", orderId, options, (checked, call) =>
        replies.to("cancelOrder", call, [checked], (status) => status),
      ),
    editOrder: (orderId, changes, options) =>
      runForOrder(parts, "editOrder", orderId, options, async (checked, call) => {
        const wanted = checkOrderChanges(changes, call);
        return replies.to("editOrder", call, [checked, wanted], (order) =>
          buildOrder(overrideAgain(REQUIRED_OF_ORDER, { orderId: checked, ...wanted }, order)),
        );
      }),
    previewOrder: (order, options) =>
      parts.calls.run("previewOrder", options, async (call) => {
        const checked = checkOrderToPlace(order, call, parts);
        checkType(checked, call);
        return replies.to("previewOrder", call, [checked], (preview) => ({
          errors: [],
          warnings: [],
          ...preview,
        }));
      }),
  };
}

function createMockReading({
  parts,
  replies,
  streamState,
}: MockRequestParts): Account & Market & Health & Fills & Products {
  const { calls, venue, latencyMs } = parts;
  return {
    ...createAccountMethods(parts, (includeZero, call) =>
      replies.to("getBalance", call, [includeZero], buildBalance),
    ),
    ...createMarketMethods(parts, (symbol, depth, call) =>
      replies.to("getOrderBook", call, [symbol, depth], (book) =>
        cutTo(depth, buildOrderBook({ ...book, symbol: book.symbol ?? symbol })),
      ),
    ),
    ...createFillMethods(parts, (filter, call) =>
      replies.to("getFills", call, [filter], (fills) => fills.map(buildFill)),
    ),
    ...createProductMethods(parts, (symbols, call) =>
      replies.to("getProducts", call, [symbols], (products) => products.map(buildProduct)),
    ),
    health: (options) =>
      calls.run("health", options, (call) =>
        replies.to("health", call, [], (report) => ({
          venue,
          latencyMs,
          clockOffsetMs: 0,
          auth: "ok",
          canTrade: true,
          streams: streamState(),
          ...report,
        })),
      ),
  };
}

/** The terms of an order, absent ones included: a report has these and no others. */
function echo({
  symbol,
  side,
  type,
  timeInForce,
  clientOrderId,
  ...order
}: CheckedOrder): Overrides<ExecutionReport> {
  const { quantity, quoteQuantity, price, stopPrice } = order;
  return { symbol, side, type, timeInForce, clientOrderId, quantity, quoteQuantity, price, stopPrice };
}
