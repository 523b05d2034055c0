import type {
  StreamState,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
} from "../contract/subscription.ts";
import type { OrderUpdates, Streaming } from "../contract/venue-client.ts";
import type { Order, OrderBook, Trade } from "../cqc/messages.ts";
import { createStreamIterator, type StreamIterator } from "./stream-iterator.ts";

/** A book of a stream. When the stream loses sync, the last book is delivered once more with the state `stale`. */
export interface BookUpdate {
  readonly book: OrderBook;
  readonly state: StreamState;
}

/** Iterates over the book after each change. Books conflate while the consumer is busy: the next one is the latest. */
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

/**
 * Iterates over trades, each once, in order of time. Trades queue while the consumer is busy; an overflow ends the stream
 * with an error.
 */
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

/** Iterates over the states of the account's orders, starting with every open order. They queue like trades. */
export function iterateOrders(
  client: OrderUpdates,
  options: SubscribeOrdersOptions = {},
): StreamIterator<Order> {
  return createStreamIterator<Order, SubscribeOrdersOptions>(
    (handler, open) => client.subscribeOrders(handler, open),
    options,
  );
}
