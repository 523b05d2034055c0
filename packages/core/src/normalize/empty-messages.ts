import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import type { ExecutionReport, Order } from "../cqc/messages.ts";

/** The required fields that an order and a report share, all empty. A venue may not send each of them. */
const EMPTY_FIELDS = {
  orderId: "",
  clientOrderId: "",
  symbol: "",
  side: OrderSide.UNSPECIFIED,
  type: OrderType.UNSPECIFIED,
  timeInForce: TimeInForce.UNSPECIFIED,
  status: OrderStatus.UNSPECIFIED,
  venueStatus: "",
  rejectReason: "",
} as const;

/** An order with every required field empty. Normalizers spread it and then set the fields that the venue sent. */
export const EMPTY_ORDER: Order = { $typeName: "cqc.venues.v1.Order", ...EMPTY_FIELDS, venueType: "" };

/** A report with every required field empty. Normalizers spread it and then set the fields that the venue sent. */
export const EMPTY_REPORT: ExecutionReport = { $typeName: "cqc.venues.v1.ExecutionReport", ...EMPTY_FIELDS };
