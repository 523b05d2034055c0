import type {
  StreamState,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
} from "../contract/subscription.ts";
import type { OrderUpdates, Streaming } from "../contract/venue-client.ts";
import type { Order, OrderBook, Trade } from "../cqc/messages.ts";
import { createStreamIterator, type StreamIterator } from "./stream-iterator.ts";

/** A book as a stream tells of it. When the stream loses sync, the last book comes once more, with the state `stale`. */
export interface BookUpdate {
  readonly book: OrderBook;
  readonly state: StreamState;
}

/** The book after each change. While one is worked on, later ones conflate: the next one is the latest. */
export function iterateOrderBook(
  client: Pick<Streaming, "subscribeOrderBook">,
  symbol: string,
  options: SubscribeOptions = {},
): StreamIterator<BookUpdate> {
  return createStreamIterator<BookUpdate, SubscribeOptions>(
    (handler, open) => client.subscribeOrderBook(symbol, (book, { state }) => handler({ book, state }), open),
    options,
  );
}

/** Each trade once, in order of time. While one is worked on, later ones queue; too many end the stream with an error. */
export function iterateTrades(
  client: Pick<Streaming, "subscribeTrades">,
  symbol: string,
  options: SubscribeTradesOptions = {},
): StreamIterator<Trade> {
  return createStreamIterator<Trade, SubscribeTradesOptions>(
    (handler, open) => client.subscribeTrades(symbol, handler, open),
    options,
  );
}

/** Each state of the account's orders, first that of every open one. They queue as trades do. */
export function iterateOrders(
  client: OrderUpdates,
  options: SubscribeOrdersOptions = {},
): StreamIterator<Order> {
  return createStreamIterator<Order, SubscribeOrdersOptions>(
    (handler, open) => client.subscribeOrders(handler, open),
    options,
  );
}
