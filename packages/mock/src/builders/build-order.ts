import type { Order } from "@cqvx/core";
import { nameOf, OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core/in-memory";
import { fillAmounts } from "./fill-amounts.ts";
import { defaultTerms, defaultTimes } from "./order-terms.ts";
import { builtTime, type Overrides, override, randomOf } from "./overrides.ts";

/** The fields that every order has, with their defaults. */
export const REQUIRED_OF_ORDER: Order = {
  $typeName: "cqc.venues.v1.Order",
  symbol: "",
  side: OrderSide.UNSPECIFIED,
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  clientOrderId: "",
  orderId: "",
  status: OrderStatus.OPEN,
  rejectReason: "",
  venueStatus: "",
  venueType: "",
};

/**
 * Builds an order as a venue would return it. Default: an open buy of 0.1 BTC at 50,000 USD. Missing fields follow from the
 * given ones: a FILLED order has filled its whole quantity, and a MARKET order has no price.
 */
export function buildOrder(overrides: Overrides<Order> = {}): Order {
  const placed = override(
    REQUIRED_OF_ORDER,
    {
      ...defaultTerms(overrides),
      ...defaultTimes(overrides),
      ...orderIds(overrides),
      createdTime: builtTime(),
      updatedTime: builtTime(),
    },
    overrides,
  );
  const venueWords = {
    venueStatus: nameOf(OrderStatus, placed.status),
    venueType: nameOf(OrderType, placed.type),
  };
  return override(REQUIRED_OF_ORDER, { ...placed, ...fillAmounts(placed), ...venueWords }, overrides);
}

/** Makes the ids of an order. The same `orderId` or `clientOrderId` gives the same ids, independent of the other fields. */
export function orderIds(
  overrides: Pick<Overrides<Order>, "orderId" | "clientOrderId">,
): Pick<Order, "orderId" | "clientOrderId"> {
  const { orderId, clientOrderId } = overrides;
  const isNamed = orderId !== undefined || clientOrderId !== undefined;
  const random = randomOf("order", isNamed ? { orderId, clientOrderId } : overrides);
  return { clientOrderId: random.uuid(), orderId: random.uuid() };
}
