import type { OrderChanges, OrderPreview } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { ExecutionReport, Order, OrderBook, Product } from "../cqc/messages.ts";
import type { BookStream, OrderStream, TradeStream } from "../feeds/venue-streams.ts";
import type { HttpRequest } from "../http/http-request.ts";
import type { PageRequest } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { VenueHttp } from "../http/venue-http.ts";
import type { AssetAccount } from "../normalize/sum-balances.ts";
import type { CheckedFillFilter, CheckedOrderFilter } from "../validation/filters.ts";
import type { CheckedOrder } from "../validation/new-order.ts";

/** The request whose reply is the message, or the message itself where it takes more than one request. */
export type Answer<Message> = HttpRequest<Message> | Promise<Message>;

/** Sends the request of an answer, or waits for the message. */
export function answerOf<Message>(
  http: Pick<VenueHttp, "send">,
  call: VenueCall,
  answer: Answer<Message>,
): Promise<Message> {
  return "path" in answer ? http.send(call, answer) : answer;
}

/** The requests that find out how the venue is. */
export interface HealthProbe {
  /** Any request that proves that the venue answers; its reply is measured. Default: the venue's time, else `canTrade`. */
  readonly reach?: HttpRequest<unknown> | undefined;
  /** True when the key may place orders; undefined where the venue does not say. Sent with credentials only. */
  readonly canTrade?: HttpRequest<boolean | undefined> | undefined;
}

/**
 * How a venue does what each method of a client promises. Every member is optional: a method of the contract without an
 * operation rejects with `unsupported`, and a method of an optional role is then not on the client. An operation receives
 * checked input. Lists are given as requests for pages: core reads as many as it needs, filters and sorts.
 */
export interface VenueOperations<PlaceOptions extends CallOptions = CallOptions> {
  /** The call carries the order's `clientOrderId`. */
  placeOrder?(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Answer<ExecutionReport>;
  /**
   * Asks to cancel an order, and resolves when the venue has accepted that. Core then looks what became of the order. A
   * refusal (`rejected`, `notFound`) or an unknown outcome is settled by a look, too: the order may be over already.
   */
  cancelOrder?(orderId: string, call: VenueCall): Answer<unknown>;
  getOrder?(orderId: string, call: VenueCall): Answer<Order>;
  /** The lists that together hold the orders of a filter, in the order in which they are to be read. */
  getOrders?(filter: CheckedOrderFilter, call: VenueCall): readonly PageRequest<Order>[];
  /** The list of accounts. Core adds up what several of them hold of one asset. */
  getBalance?(call: VenueCall): PageRequest<AssetAccount>;
  /** `streamed`: a book is one whole snapshot of the venue's stream. */
  getOrderBook?: ((symbol: string, depth: number, call: VenueCall) => Answer<OrderBook>) | "streamed";
  health?(call: VenueCall): HealthProbe;
  getFills?(filter: CheckedFillFilter, call: VenueCall): PageRequest<ExecutionReport>;
  /** The list that holds these products; without symbols, all of them. */
  getProducts?(symbols: readonly string[] | undefined, call: VenueCall): PageRequest<Product>;
  /** Asks to change an order that rests. The terms are whole, because venues take what is left out for zero. */
  editOrder?(orderId: string, terms: OrderChanges, call: VenueCall): Answer<unknown>;
  /** True when the venue has accepted an edit of the order and not carried it out yet. Default: never. */
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

/** The operations for these methods. A file of a venue states by it which ones it has. */
export type Operations<
  Method extends keyof VenueOperations,
  PlaceOptions extends CallOptions = CallOptions,
> = Required<Pick<VenueOperations<PlaceOptions>, Method>>;
