import type { OrderChanges, OrderPreview } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { HealthReport } from "../contract/venue-client.ts";
import type { OrderStatus } from "../cqc/enums.ts";
import type { Balance, ExecutionReport, Order, OrderBook, Product } from "../cqc/messages.ts";
import type { BookView } from "../feeds/book-feed.ts";
import type { FeedSource } from "../feeds/feed.ts";
import type { TradeBatch } from "../feeds/trade-feed.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/orders/filters.ts";
import type { CheckedOrder } from "../validation/orders/new-order.ts";

/** A client's health without the parts that core knows: its name, and the state of its streams. */
export type HealthFindings = Omit<HealthReport, "venue" | "streams"> & Partial<HealthReport>;

/**
 * The operations of a client, one for each method that it has. Their input is checked, and the call bounds their time. A method
 * of the contract without an operation rejects with `unsupported`. A method of an optional role without one is not on the
 * client.
 */
export interface ClientOperations<PlaceOptions extends CallOptions = CallOptions> {
  /** The call carries the order's `clientOrderId`. */
  placeOrder?(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Promise<ExecutionReport>;
  cancelOrder?(orderId: string, call: VenueCall): Promise<OrderStatus>;
  getOrder?(orderId: string, call: VenueCall): Promise<Order>;
  getOrders?(filter: CheckedOrderFilter, call: VenueCall): Promise<Order[]>;
  getBalance?(includeZero: boolean, call: VenueCall): Promise<Balance>;
  /** A depth of `Infinity` asks for all levels. */
  getOrderBook?(symbol: string, depth: number, call: VenueCall): Promise<OrderBook>;
  health?(call: VenueCall): Promise<HealthFindings>;
  getFills?(filter: CheckedFillFilter, call: VenueCall): Promise<ExecutionReport[]>;
  /** Returns all products when `symbols` is undefined. The list is never empty. */
  getProducts?(symbols: readonly string[] | undefined, call: VenueCall): Promise<Product[]>;
  editOrder?(orderId: string, changes: OrderChanges, call: VenueCall): Promise<Order>;
  previewOrder?(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Promise<OrderPreview>;
  /** The operations of streams are called once their code is loaded. */
  subscribeOrderBook?(symbol: string, call: VenueCall): FeedSource<BookView>;
  subscribeTrades?(symbol: string, call: VenueCall): FeedSource<TradeBatch>;
  subscribeOrders?(call: VenueCall): FeedSource<readonly Order[]>;
}
