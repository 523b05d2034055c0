import type {
  BookUpdate,
  Order,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  Trade,
} from "@cqvx/core";
import * as contract from "../contract/streams/watch-stream.ts";
import type { MockClient } from "../mock/mock-client.ts";

type Watched<Item> = contract.Watched<Item>;
type Streaming = Pick<MockClient, "subscribeOrderBook" | "subscribeTrades" | "subscribeOrders">;

/** Subscribes to a book and records its updates and states. */
export function watchBooks(
  client: Streaming,
  symbol = "BTC-USD",
  options: SubscribeOptions = {},
): Promise<Watched<BookUpdate>> {
  return contract.watchBooks({ client, symbol }, options);
}

/** Subscribes to trades and records them and the states. */
export function watchTrades(
  client: Streaming,
  symbol = "BTC-USD",
  options: SubscribeTradesOptions = {},
): Promise<Watched<Trade>> {
  return contract.watchTrades({ client, symbol }, options);
}

/** Subscribes to orders and records them and the states. */
export function watchOrders(
  client: Streaming,
  options: SubscribeOrdersOptions = {},
): Promise<Watched<Order>> {
  return contract.watchOrders({ client }, options);
}

/** Returns the sequences of the received books. */
export const sequencesOf = ({ items }: Watched<BookUpdate>): (string | undefined)[] =>
  items.map(({ book }) => book.sequence);

export const tradeIdsOf = ({ items }: Watched<Trade>): string[] => items.map(({ tradeId }) => tradeId);

export const orderIdsOf = ({ items }: Watched<Order>): string[] => items.map(({ orderId }) => orderId);
