import type { Order, OrderBook } from "../cqc/messages.ts";
import type { PageRequest } from "../http/read-pages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { SocketHost } from "../validation/config/client-config.ts";
import type { BookEvents } from "./book-feed.ts";
import type { OrderEvents } from "./order-feed.ts";
import type { TradeEvents } from "./trade-feed.ts";

/** The socket and the channel of a stream. */
export interface StreamPlace {
  readonly host: SocketHost;
  readonly channel: string;
}

/** A stream for each market. */
export interface MarketStream extends StreamPlace {
  /** Returns the key of a symbol's topic: the venue's own name of the market. Default: the symbol. */
  toKey?(symbol: string): string;
}

/** A book without a stream of its own: it is read again and again. */
export interface PolledBooks extends Pick<MarketStream, "toKey"> {
  readonly intervalMs: number;
  read(key: string, signal: AbortSignal): Promise<OrderBook>;
}

export type BookStream = (MarketStream & BookEvents) | PolledBooks;

export type TradeStream = MarketStream & TradeEvents;

/** The stream of the account's orders. What an interruption hid is looked up by `getOrders` and `getOrder`. */
export interface OrderStream extends StreamPlace, OrderEvents {
  /**
   * The lists of open orders, for a venue whose stream does not begin with them. Default: `getOrders` for every status of an
   * open order.
   */
  listOpen?(call: VenueCall): readonly PageRequest<Order>[];
}
