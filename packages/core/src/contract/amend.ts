import type { Order } from "../cqc/messages.ts";
import type { CallOptions } from "./call-options.ts";
import type { NewOrder } from "./new-order.ts";

/** What `editOrder` changes. What is absent stays; at least one has to be there. */
export interface OrderChanges {
  /** The whole new quantity in the base asset, with what is filled already. */
  readonly quantity?: string | undefined;
  /** The same of an order that is sized in the quote asset. */
  readonly quoteQuantity?: string | undefined;
  readonly price?: string | undefined;
  readonly stopPrice?: string | undefined;
}

/** What would become of an order. An amount that the venue did not say is absent. */
export interface OrderPreview {
  /** The venue's reasons to reject the order; empty when it would be accepted. */
  readonly errors: readonly string[];
  /** The venue's words of caution. */
  readonly warnings: readonly string[];
  /** Where an order can refer to its preview. */
  readonly previewId?: string;
  /** In the quote asset, with fees. */
  readonly orderTotal?: string;
  readonly fee?: string;
  readonly quantity?: string;
  readonly quoteQuantity?: string;
  readonly averagePrice?: string;
  /** As the venue says it. */
  readonly slippage?: string;
  readonly bestBid?: string;
  readonly bestAsk?: string;
}

/** Optional role: changing an order that rests, and asking what an order would do. */
export interface Amend<PlaceOptions extends CallOptions = CallOptions> {
  /**
   * Changes an order that rests, under the same id. The order is read first, and what is absent stays as it is; edits of one
   * order are carried out one after the other. Resolves with the order once it shows the change, or as it ended meanwhile,
   * looked up for at most `orderSafety.cancelMs` (at least once). A change that was accepted and does not show by then is
   * `outcomeUnknown` with code EDIT_ACCEPTED.
   */
  editOrder(orderId: string, changes: OrderChanges, options?: CallOptions): Promise<Order>;
  /** Places nothing. A refusal is a result here, in `errors`. */
  previewOrder(order: NewOrder, options?: PlaceOptions): Promise<OrderPreview>;
}
