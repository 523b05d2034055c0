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

/** Places, cancels and reads orders. Every method rejects with a `VenueError` and nothing else. */
export interface Trading<PlaceOptions extends CallOptions = CallOptions> {
  /**
   * Places an order. The report is the venue's acknowledgement with the fields of the order; it never claims a fill. An
   * order without a `clientOrderId` gets one (UUID v4). The id is on the report, and on every error of a valid order.
   */
  placeOrder(order: NewOrder, options?: PlaceOptions): Promise<ExecutionReport>;
  /**
   * Cancels an order and returns its confirmed final status: CANCELLED, FILLED, … The client looks it up for at most
   * `orderSafety.cancelMs`. Returns PENDING_CANCEL when no final status is known by then. Read amounts with `getOrder`.
   */
  cancelOrder(orderId: string, options?: CallOptions): Promise<OrderStatus>;
  /** Returns an order by id. Rejects with kind `notFound` when the venue does not know the id. */
  getOrder(orderId: string, options?: CallOptions): Promise<Order>;
  /** Returns open and closed orders from all pages, newest first. */
  getOrders(filter?: OrderFilter, options?: CallOptions): Promise<Order[]>;
}

export interface Account {
  /** Returns every asset with a balance, from all pages. */
  getBalance(options?: BalanceOptions): Promise<Balance>;
}

export interface Market {
  /** Returns the current book: 50 levels per side, or the `depth` of the options. */
  getOrderBook(symbol: string, options?: OrderBookOptions): Promise<OrderBook>;
}

export interface Streaming {
  /** Subscribes to a book. Resolves when the venue has confirmed and the first book is complete. */
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

/** The health of the venue from the client's point of view. */
export interface HealthReport {
  readonly venue: string;
  /** The duration of one round trip in milliseconds. */
  readonly latencyMs: number;
  /** The venue's clock minus the local clock in milliseconds. The error is about half the latency. */
  readonly clockOffsetMs?: number | undefined;
  /** The state of authentication. `none`: the client has no credentials and can read public data only. */
  readonly auth: "ok" | "none";
  /** True when the key may place orders. Absent when the venue does not say. */
  readonly canTrade?: boolean | undefined;
  /** The state of the streams: `idle` without streams, `live` when all are current, `stale` when at least one is not. */
  readonly streams: "idle" | "live" | "stale";
}

export interface Health {
  /** Checks the venue. Rejects when it is unreachable or refuses the credentials. */
  health(options?: CallOptions): Promise<HealthReport>;
}

/** Optional role: returns the fills of the account, newest first, with one report per fill. */
export interface Fills {
  getFills(filter?: FillFilter, options?: CallOptions): Promise<ExecutionReport[]>;
}

/** Optional role: returns the tradable products with their order increments, order limits and trading status. */
export interface Products {
  getProducts(filter?: ProductFilter, options?: CallOptions): Promise<Product[]>;
}

/** Optional role: streams the account's orders. */
export interface OrderUpdates {
  /** Subscribes to order changes. Resolves when every open order is known. */
  subscribeOrders(handler: OrderHandler, options?: SubscribeOrdersOptions): Promise<Subscription>;
}

/** The client of one venue. Its methods do not use `this`, so that you can pass them as functions. */
export interface VenueClient<PlaceOptions extends CallOptions = CallOptions>
  extends Trading<PlaceOptions>,
    Account,
    Market,
    Streaming,
    Health,
    AsyncDisposable {
  /** The name of the venue: coinbase, prime, falconx or fordefi. */
  readonly venue: string;
  readonly capabilities: Capabilities;
  /** Aborts running calls, ends streams and frees resources. Later calls reject. */
  close(): Promise<void>;
}
