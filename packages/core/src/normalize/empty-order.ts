import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";

/** An order that says nothing, for the fields that a message always has and a venue may not. */
export const EMPTY_ORDER: Order = {
  $typeName: "cqc.venues.v1.Order",
  orderId: "",
  clientOrderId: "",
  symbol: "",
  side: OrderSide.UNSPECIFIED,
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  status: OrderStatus.UNSPECIFIED,
  venueStatus: "",
  venueType: "",
  rejectReason: "",
};
