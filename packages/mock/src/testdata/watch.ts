import type {
  Order,
  OrderBook,
  StreamState,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  Subscription,
  Trade,
} from "@cqvx/core";
import type { MockClient } from "../mock/mock-client.ts";

/** A subscription with the items and states that it has received. */
export interface Watched<Item> {
  readonly subscription: Subscription;
  readonly items: readonly Item[];
  readonly states: readonly StreamState[];
}

export interface WatchedBook {
  readonly book: OrderBook;
  readonly state: StreamState;
}

type Streaming = Pick<MockClient, "subscribeOrderBook" | "subscribeTrades" | "subscribeOrders">;

export async function watchBooks(
  client: Streaming,
  symbol = "BTC-USD",
  options: SubscribeOptions = {},
): Promise<Watched<WatchedBook>> {
  const items: WatchedBook[] = [];
  const states: StreamState[] = [];
  const subscription = await client.subscribeOrderBook(
    symbol,
    (book, { state }) => void items.push({ book, state }),
    { onState: (state) => void states.push(state), ...options },
  );
  return { subscription, items, states };
}

export async function watchTrades(
  client: Streaming,
  symbol = "BTC-USD",
  options: SubscribeTradesOptions = {},
): Promise<Watched<Trade>> {
  const items: Trade[] = [];
  const states: StreamState[] = [];
  const subscription = await client.subscribeTrades(symbol, (trade) => void items.push(trade), {
    onState: (state) => void states.push(state),
    ...options,
  });
  return { subscription, items, states };
}

export async function watchOrders(
  client: Streaming,
  options: SubscribeOrdersOptions = {},
): Promise<Watched<Order>> {
  const items: Order[] = [];
  const states: StreamState[] = [];
  const subscription = await client.subscribeOrders((order) => void items.push(order), {
    onState: (state) => void states.push(state),
    ...options,
  });
  return { subscription, items, states };
}

/** Returns the sequences of the received books. */
export const sequencesOf = ({ items }: Watched<WatchedBook>): (string | undefined)[] =>
  items.map(({ book }) => book.sequence);

export const tradeIdsOf = ({ items }: Watched<Trade>): string[] => items.map(({ tradeId }) => tradeId);

export const orderIdsOf = ({ items }: Watched<Order>): string[] => items.map(({ orderId }) => orderId);
