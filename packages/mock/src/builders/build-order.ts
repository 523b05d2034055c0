import type { Order } from "@cqvx/core";
import { nameOf, OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core/in-memory";
import { fillAmounts } from "./fill-amounts.ts";
import { defaultTerms, defaultTimes } from "./order-terms.ts";
import { builtTime, type Overrides, override, randomOf } from "./overrides.ts";

/** What an order always has. */
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
 * An order that a venue could have given: by default a buy of 0.1 BTC at 50,000 USD that is open. What is not said goes
 * with what is: a FILLED order has filled all of its quantity, a MARKET order has no price.
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

/** Ids of an order: of one that is named the same, whatever else is said of it. */
export function orderIds(
  overrides: Pick<Overrides<Order>, "orderId" | "clientOrderId">,
): Pick<Order, "orderId" | "clientOrderId"> {
  const { orderId, clientOrderId } = overrides;
  const isNamed = orderId !== undefined || clientOrderId !== undefined;
  const random = randomOf("order", isNamed ? { orderId, clientOrderId } : overrides);
  return { clientOrderId: random.uuid(), orderId: random.uuid() };
}
