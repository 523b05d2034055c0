import type { Order } from "../cqc/messages.ts";
import type { CallOptions } from "./call-options.ts";
import type { NewOrder } from "./new-order.ts";

/** The changes for `editOrder`. At least one field is required; an absent field keeps its value. */
export interface OrderChanges {
  /** The new total quantity in the base asset. It includes the part that is already filled. */
  readonly quantity?: string | undefined;
  /** The new total size of an order that is sized in the quote asset. */
  readonly quoteQuantity?: string | undefined;
  readonly price?: string | undefined;
  readonly stopPrice?: string | undefined;
}

/** The venue's forecast for an order that was not placed. An amount that the venue did not send is absent. */
export interface OrderPreview {
  /** The venue's reasons to reject the order; empty when it would be accepted. */
  readonly errors: readonly string[];
  /** The venue's warnings. */
  readonly warnings: readonly string[];
  /** The id of this preview, at venues where an order can refer to one. */
  readonly previewId?: string;
  /** The total in the quote asset, fees included. */
  readonly orderTotal?: string;
  readonly fee?: string;
  readonly quantity?: string;
  readonly quoteQuantity?: string;
  readonly averagePrice?: string;
  /** The expected slippage, in the venue's own notation. */
  readonly slippage?: string;
  readonly bestBid?: string;
  readonly bestAsk?: string;
}

/** Optional role: edits resting orders and previews new ones. */
export interface Amend<PlaceOptions extends CallOptions = CallOptions> {
  /**
   * Changes a resting order, which keeps its id. The client reads the order first, so that absent fields keep their values.
   * Edits of one order run one after the other.
   *
   * Resolves with the order once it shows the change, or with its final state when it ended in the meantime. The client
   * looks it up at least once, for at most `orderSafety.cancelMs`. If an accepted change does not show by then, the error
   * is `outcomeUnknown` with code EDIT_ACCEPTED.
   */
  editOrder(orderId: string, changes: OrderChanges, options?: CallOptions): Promise<Order>;
  /** Previews an order without placing it. A refusal is a result, in `errors`, and does not reject. */
  previewOrder(order: NewOrder, options?: PlaceOptions): Promise<OrderPreview>;
}
