import {
  type CheckedOrder,
  type ClientOperations,
  cancelOrder,
  matchesFill,
  matchesOrder,
  newestFills,
  newestOrders,
  OrderType,
  unsupported,
  type VenueCall,
} from "@cqvx/core/in-memory";
import type { LocalParts } from "../../venue/local-parts.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { toAcknowledgement, toFillReport, toOrder } from "./order-messages.ts";
import type { PaperReplies } from "./paper-replies.ts";

/** The supported order types. */
export const ORDER_TYPES: readonly OrderType[] = [OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT];

export function createPaperTrading(
  parts: LocalParts,
  exchange: Exchange,
  replies: PaperReplies,
): Pick<ClientOperations, "placeOrder" | "cancelOrder" | "getOrder" | "getOrders" | "getFills"> {
  const getOrder = (orderId: string, call: VenueCall) =>
    replies.to(call, undefined, () => toOrder(exchange.find(orderId, call)));
  return {
    placeOrder: async (order, call) => {
      checkSupported(order, call);
      return replies.to(call, "order", () => toAcknowledgement(exchange.place(order, call)));
    },
    cancelOrder: (orderId, call) =>
      cancelOrder(parts, call, {
        ask: () => replies.to(call, "cancel", () => exchange.cancel(orderId, call)),
        readOrder: (look) => getOrder(orderId, look),
      }),
    getOrder,
    getOrders: (filter, call) =>
      replies.to(call, undefined, () =>
        newestOrders(exchange.orders().map(toOrder).filter(matchesOrder(filter)), filter.limit),
      ),
    getFills: (filter, call) =>
      replies.to(call, undefined, () =>
        newestFills(exchange.fills().map(toFillReport).filter(matchesFill(filter)), filter.limit),
      ),
  };
}

/** Fields that the exchange does not support. Without them the order would have another meaning. */
const UNSUPPORTED_FIELDS = ["displayQuantity", "participationRate", "startTime"] as const;

/** Throws `unsupported` for an order that the exchange cannot carry out exactly. */
function checkSupported(order: CheckedOrder, call: VenueCall): void {
  if (!ORDER_TYPES.includes(order.type))
    throw unsupported(call, "the paper exchange supports MARKET, LIMIT and STOP_LIMIT orders", "type");
  for (const field of UNSUPPORTED_FIELDS) {
    if (order[field] !== undefined)
      throw unsupported(call, `the paper exchange does not support orders with ${field}`, field);
  }
  if (order.type !== OrderType.STOP_LIMIT && order.stopPrice !== undefined)
    throw unsupported(call, "the paper exchange supports stopPrice for STOP_LIMIT orders only", "stopPrice");
}
