import type { OrderStatus } from "../cqc/enums.ts";
import type { Balance, ExecutionReport, Order, OrderBook, Product } from "../cqc/messages.ts";
import type { BalanceOptions, CallOptions, OrderBookOptions } from "./call-options.ts";
import type { Capabilities } from "./capabilities.ts";
import type { NewOrder } from "./new-order.ts";
import type { FillFilter, OrderFilter } from "./order-filter.ts";
import type { ProductFilter } from "./product-filter.ts";
import type {
  OrderBookHandler,
  OrderHandler,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  Subscription,
  TradeHandler,
} from "./subscription.ts";

/** Placing, cancelling and reading orders. Every method rejects with a `VenueError` and nothing else. */
export interface Trading<PlaceOptions extends CallOptions = CallOptions> {
  /**
   * Places an order. The report is the venue's acknowledgement with the order echoed back; it never invents a fill.
   * Without a `clientOrderId` one is made (UUID v4); it is on the report, and on every error of an order that is sound.
   */
  placeOrder(order: NewOrder, options?: PlaceOptions): Promise<ExecutionReport>;
  /**
   * Cancels an order and tells the truth after it: CANCELLED, FILLED, … looked up for at most `orderSafety.cancelMs`, else PENDING_CANCEL.
   * Amounts are in `getOrder`.
   */
  cancelOrder(orderId: string, options?: CallOptions): Promise<OrderStatus>;
  /** An id that the venue does not know is an error of kind `notFound`. */
  getOrder(orderId: string, options?: CallOptions): Promise<Order>;
  /** Open and closed orders, all pages, newest first. */
  getOrders(filter?: OrderFilter, options?: CallOptions): Promise<Order[]>;
}

export interface Account {
  /** Every asset held, all pages. */
  getBalance(options?: BalanceOptions): Promise<Balance>;
}

export interface Market {
  /** The book as it is now: 50 levels a side, or the `depth` of the options. */
  getOrderBook(symbol: string, options?: OrderBookOptions): Promise<OrderBook>;
}

export interface Streaming {
  /** Resolves when the venue has confirmed and the first book is whole. */
  subscribeOrderBook(
    symbol: string,
    handler: OrderBookHandler,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  subscribeTrades(
    symbol: string,
    handler: TradeHandler,
    options?: SubscribeTradesOptions,
  ): Promise<Subscription>;
}

/** How the venue is, as seen from here. */
export interface HealthReport {
  readonly venue: string;
  /** Milliseconds of one round trip. */
  readonly latencyMs: number;
  /** The venue's clock minus ours, in milliseconds, to about half the latency. */
  readonly clockOffsetMs?: number | undefined;
  /** `none`: the client has no credentials and can read public data only. */
  readonly auth: "ok" | "none";
  /** Whether the key may place orders, where the venue says so. */
  readonly canTrade?: boolean | undefined;
  /** The streams of this client: none, all current, or at least one stale. */
  readonly streams: "idle" | "live" | "stale";
}

export interface Health {
  /** Rejects when the venue is unreachable or refuses the credentials. */
  health(options?: CallOptions): Promise<HealthReport>;
}

/** Optional role: the fills of the account, newest first, one report per fill. */
export interface Fills {
  getFills(filter?: FillFilter, options?: CallOptions): Promise<ExecutionReport[]>;
}

/** Optional role: what can be traded, with the grid and the limits of orders and whether trading is on. */
export interface Products {
  getProducts(filter?: ProductFilter, options?: CallOptions): Promise<Product[]>;
}

/** Optional role: the account's orders as they change. */
export interface OrderUpdates {
  /** Resolves when every open order is known. */
  subscribeOrders(handler: OrderHandler, options?: SubscribeOrdersOptions): Promise<Subscription>;
}

/** One venue, whole. Methods have no `this`: they can be passed around. */
export interface VenueClient<PlaceOptions extends CallOptions = CallOptions>
  extends Trading<PlaceOptions>,
    Account,
    Market,
    Streaming,
    Health,
    AsyncDisposable {
  /** coinbase, prime, falconx, fordefi. */
  readonly venue: string;
  readonly capabilities: Capabilities;
  /** Ends running calls (as an abort does) and streams, and frees what the client holds. Later calls reject. */
  close(): Promise<void>;
}
