import type { StreamOptions, Subscription } from "@cqvx/core";
import type { CoinbaseClient } from "../../client.ts";
import { ignore } from "../scripted/streaming-client.ts";

/** The market that the streams below are about. */
export const SYMBOL = "BTC-USD";

/** Opens one kind of stream. */
export type Subscribe = (client: CoinbaseClient, options: StreamOptions) => Promise<Subscription>;

export const subscribeBook: Subscribe = (client, options) =>
  client.subscribeOrderBook(SYMBOL, ignore, options);

/** Every kind of stream, with the host that serves it. */
export const STREAMS: readonly (readonly [kind: string, host: "market" | "user", subscribe: Subscribe])[] = [
  ["the book", "market", subscribeBook],
  ["the trades", "market", (client, options) => client.subscribeTrades(SYMBOL, ignore, options)],
  ["the orders", "user", (client, options) => client.subscribeOrders(ignore, options)],
];
