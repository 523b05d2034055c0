import { setTimeout as wait } from "node:timers/promises";
import {
  type CoinbaseClient,
  createCoinbaseClient,
  type OrderBook,
  type StreamOptions,
  type StreamState,
  type Subscription,
} from "@cqvx/coinbase";
import { credentials } from "./stand-in.ts";
import { type Subscribed, standInSocket } from "./stand-in-socket.ts";

/** A channel of Coinbase, and the client method that subscribes to it. */
export interface StreamedChannel {
  subscribe(
    client: CoinbaseClient,
    product: string,
    keep: (item: unknown) => void,
    options: StreamOptions,
  ): Promise<Subscription>;
  /** The event that Coinbase sends before the first update. */
  readonly emptySnapshot?: unknown;
}

const BOOKS: StreamedChannel = {
  subscribe: (client, product, keep, options) =>
    client.subscribeOrderBook(product, (book: OrderBook) => keep(book), {
      ...options,
      depth: Number.POSITIVE_INFINITY,
    }),
  emptySnapshot: { type: "snapshot", updates: [] },
};

/** Channels by name. A message of another channel goes to a book, which must ignore it. */
export const CHANNELS: Readonly<Record<string, StreamedChannel>> = {
  l2_data: BOOKS,
  market_trades: {
    subscribe: (client, product, keep, options) =>
      client.subscribeTrades(product, keep, { ...options, history: true }),
  },
  user: {
    subscribe: (client, _product, keep, options) => client.subscribeOrders(keep, options),
    emptySnapshot: { type: "snapshot", orders: [] },
  },
};

/** The states of a stream, and the items that its handler received. */
export interface Streamed {
  readonly states: readonly StreamState[];
  readonly items: readonly unknown[];
}

/** The timeout of a subscription in milliseconds. The stand-in answers at once, but a busy machine does not. */
const TIMEOUT_MS = 2_000;

/** Subscribes to a channel, sends the messages and returns the outcome. Rejects when the subscription fails. */
export async function stream(channelName: string, frames: FramesOf, product: string): Promise<Streamed> {
  const channel = (Object.hasOwn(CHANNELS, channelName) && CHANNELS[channelName]) || BOOKS;
  const items: unknown[] = [];
  const states: StreamState[] = [];
  const options = { timeoutMs: TIMEOUT_MS, onState: (state: StreamState) => void states.push(state) };
  const WebSocket = standInSocket(2, (subscribed) => frames(channel, subscribed));
  const client = createCoinbaseClient({ credentials }, { WebSocket, logger: false });
  try {
    await channel.subscribe(client, product, (item) => void items.push(item), options);
    // The stand-in has sent all messages by now.
    await wait(0);
    return { states: [...states], items };
  } finally {
    await client.close();
  }
}

/** Returns the messages of a connection for the subscribe frames of the client. */
export type FramesOf = (channel: StreamedChannel, subscribed: readonly Subscribed[]) => readonly string[];
