import type { OrderChanges, OrderPreview } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { ExecutionReport, Order, OrderBook, Product } from "../cqc/messages.ts";
import type { BookStream, OrderStream, TradeStream } from "../feeds/venue-streams.ts";
import type { HttpRequest } from "../http/http-request.ts";
import type { PageRequest } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { VenueHttp } from "../http/venue-http.ts";
import type { AssetAccount } from "../normalize/sum-balances.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/orders/filters.ts";
import type { CheckedOrder } from "../validation/orders/new-order.ts";

/** The request whose reply is the message, or a promise of the message when it takes several requests. */
export type Answer<Message> = HttpRequest<Message> | Promise<Message>;

/** Sends the request of an answer, or waits for its message. */
export function answerOf<Message>(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  answer: Answer<Message>,
): Promise<Message> {
  return "path" in answer ? http.send(call, answer) : answer;
}

/** The requests that measure the health of a venue. */
export interface HealthProbe {
  /** A request that proves that the venue answers. Its reply is measured. Default: the venue's time, or `canTrade`. */
  readonly reach?: HttpRequest<unknown> | undefined;
  /** Reads true when the key may place orders, and undefined when the venue does not say. Sent only with credentials. */
  readonly canTrade?: HttpRequest<boolean | undefined> | undefined;
}

/**
 * The operations of a venue, one for each method of its client. Every member is optional: a method of the contract without an
 * operation rejects with `unsupported`, and a method of an optional role without one is not on the client. An operation receives
 * checked input. A list operation returns requests for pages: core reads as many as it needs, filters and sorts.
 */
export interface VenueOperations<PlaceOptions extends CallOptions = CallOptions> {
  /** The call carries the order's `clientOrderId`. */
  placeOrder?(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Answer<ExecutionReport>;
  /**
   * Asks to cancel an order, and resolves when the venue has accepted the cancel. Core then reads the order until it is final.
   * It also reads the order after a refusal (`rejected`, `notFound`) and an unknown outcome: the order can be final already.
   */
  cancelOrder?(orderId: string, call: VenueCall): Answer<unknown>;
  getOrder?(orderId: string, call: VenueCall): Answer<Order>;
  /** Returns the lists that together hold the orders of a filter, in reading order. */
  getOrders?(filter: CheckedOrderFilter, call: VenueCall): readonly PageRequest<Order>[];
  /** Returns the list of accounts. Core adds up the amounts of one asset over several accounts. */
  getBalance?(call: VenueCall): PageRequest<AssetAccount>;
  /** Returns the request for a book. `streamed`: the book is one whole snapshot of the venue's stream. */
  getOrderBook?: ((symbol: string, depth: number, call: VenueCall) => Answer<OrderBook>) | "streamed";
  health?(call: VenueCall): HealthProbe;
  getFills?(filter: CheckedFillFilter, call: VenueCall): PageRequest<ExecutionReport>;
  /** Returns the list that holds these products, or all products when `symbols` is undefined. */
  getProducts?(symbols: readonly string[] | undefined, call: VenueCall): PageRequest<Product>;
  /** Asks to change a resting order. `terms` has every term of the order, since venues read a missing one as zero. */
  editOrder?(orderId: string, terms: OrderChanges, call: VenueCall): Answer<unknown>;
  /** Returns true when the venue has accepted an edit of the order that does not show yet. Default: never. */
  isBeingEdited?(order: Order): boolean;
  previewOrder?(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Answer<OrderPreview>;
  readonly subscribeOrderBook?: BookStream;
  readonly subscribeTrades?: TradeStream;
  readonly subscribeOrders?: OrderStream;
}

/** The operations for some methods. A venue's file states with it which operations it holds. */
export type Operations<
  Method extends keyof VenueOperations,
  PlaceOptions extends CallOptions = CallOptions,
> = Required<Pick<VenueOperations<PlaceOptions>, Method>>;
