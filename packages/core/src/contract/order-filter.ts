import type { OrderSide, OrderStatus, OrderType } from "../cqc/enums.ts";
import type { TimeInput } from "./new-order.ts";

/** Which orders `getOrders` returns. An absent field does not restrict. */
export interface OrderFilter {
  /** To find orders whose reply was lost. Give `start` too: venues cannot be asked for these, so orders are read until all are found. */
  readonly clientOrderIds?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly side?: OrderSide | undefined;
  readonly types?: readonly OrderType[] | undefined;
  /** Created at or after. */
  readonly start?: TimeInput | undefined;
  /** Created before. */
  readonly end?: TimeInput | undefined;
  /** At most this many, the newest. Default 1,000. */
  readonly limit?: number | undefined;
}

/** Which fills `getFills` returns. An absent field does not restrict. */
export interface FillFilter {
  readonly orderIds?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  /** Traded at or after. */
  readonly start?: TimeInput | undefined;
  /** Traded before. */
  readonly end?: TimeInput | undefined;
  /** At most this many, the newest. Default 1,000. */
  readonly limit?: number | undefined;
}
