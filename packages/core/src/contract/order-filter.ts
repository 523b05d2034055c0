import type { OrderSide, OrderStatus, OrderType } from "../cqc/enums.ts";
import type { TimeInput } from "./new-order.ts";

/** The filter of `getOrders`. An absent field does not restrict the result. */
export interface OrderFilter {
  /**
   * Client order ids, to find orders after a lost reply. Set `start` too: venues cannot filter by these ids, so the client
   * reads orders until it has found all of them.
   */
  readonly clientOrderIds?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly side?: OrderSide | undefined;
  readonly types?: readonly OrderType[] | undefined;
  /** The earliest creation time, inclusive. */
  readonly start?: TimeInput | undefined;
  /** The latest creation time, exclusive. */
  readonly end?: TimeInput | undefined;
  /** At most this many, the newest. Default 1,000. */
  readonly limit?: number | undefined;
}

/** The filter of `getFills`. An absent field does not restrict the result. */
export interface FillFilter {
  readonly orderIds?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  /** The earliest time of a fill, inclusive. */
  readonly start?: TimeInput | undefined;
  /** The latest time of a fill, exclusive. */
  readonly end?: TimeInput | undefined;
  /** At most this many, the newest. Default 1,000. */
  readonly limit?: number | undefined;
}
