import type { Order, OrderBook } from "../cqc/messages.ts";
import type { PageRequest } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { SocketHost } from "../validation/config/client-config.ts";
import type { BookEvents } from "./book-feed.ts";
import type { OrderEvents } from "./order-feed.ts";
import type { TradeEvents } from "./trade-feed.ts";

/** The streams of a venue. Each is optional. */
export interface StreamsOfVenue {
  readonly subscribeOrderBook?: BookStream | undefined;
  readonly subscribeTrades?: TradeStream | undefined;
  readonly subscribeOrders?: OrderStream | undefined;
}

/** The socket and the channel of a stream. */
export interface StreamPlace {
  readonly host: SocketHost;
  readonly channel: string;
}

/** A stream with one topic for each market. */
export interface MarketStream extends StreamPlace {
  /** Returns the key of a symbol's topic: the venue's own name of the market. Default: the symbol. */
  toKey?(symbol: string): string;
}

/** A book that is polled, for a venue without a stream of books. */
export interface PolledBooks extends Pick<MarketStream, "toKey"> {
  /** Milliseconds from the start of one request to the start of the next. */
  readonly intervalMs: number;
  read(key: string, signal: AbortSignal): Promise<OrderBook>;
}

export type BookStream = (MarketStream & BookEvents) | PolledBooks;

export type TradeStream = MarketStream & TradeEvents;

/** The stream of the account's orders. After an interruption, core looks up missed orders with `getOrders` and `getOrder`. */
export interface OrderStream extends StreamPlace, OrderEvents {
  /**
   * Returns requests for all open orders, for a venue whose stream does not begin with them. Default: `getOrders` with every
   * status of an open order.
   */
  listOpen?(call: VenueCall): readonly PageRequest<Order>[];
}
