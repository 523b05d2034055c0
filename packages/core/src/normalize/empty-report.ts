import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import type { ExecutionReport } from "../cqc/messages.ts";

/** A report that says nothing, for the fields that a message always has and a venue may not. */
export const EMPTY_REPORT: ExecutionReport = {
  $typeName: "cqc.venues.v1.ExecutionReport",
  orderId: "",
  clientOrderId: "",
  symbol: "",
  side: OrderSide.UNSPECIFIED,
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  status: OrderStatus.UNSPECIFIED,
  venueStatus: "",
  rejectReason: "",
};
