import type { ExchangeChanges } from "../../../exchange/change-log.ts";
import type { SocketHost } from "../../../sockets/socket-host.ts";
import { PRODUCTS } from "../../catalogue/products.ts";
import type { Subscriptions } from "../subscriptions.ts";

/** One connection, as the channels use it. */
export interface Session {
  readonly number: number;
  readonly host: SocketHost;
  readonly subscriptions: Subscriptions;
  /** Sends events, as JSON, under the channel name of messages. Returns the frame's number, or undefined without a frame. */
  send(channel: string, events: string): number | undefined;
}

/** One channel of the venue. */
export interface Channel {
  readonly hosts: readonly SocketHost[];
  /** True when each message needs a token. */
  readonly isPrivate: boolean;
  /** Returns the ids to subscribe to. Unknown products are left out without an error. */
  idsOf(productIds: readonly string[]): readonly string[];
  /** Sends the first messages of a new subscription. */
  start(session: Session, ids: readonly string[]): void;
  /** Ends the channel's work for a session that unsubscribed or disconnected. */
  stop?(session: Session): void;
  /** Sends the messages of a change. */
  publish?(changes: ExchangeChanges, sessions: readonly Session[]): void;
}

export const EVERY_HOST: readonly SocketHost[] = ["market", "user"];
export const MARKET_HOST: readonly SocketHost[] = ["market"];

/** Returns the books of the known products. Every channel but `user` answers for BTC-USDC with BTC-USD. */
export function booksOf(productIds: readonly string[]): string[] {
  const known = productIds.flatMap((productId) => PRODUCTS.get(productId)?.bookId ?? []);
  return [...new Set(known)];
}
