import type { VenueChanges } from "../../../exchange/change-log.ts";
import type { SocketHost } from "../../../sockets/socket-host.ts";
import { PRODUCTS } from "../../catalogue/products.ts";
import type { Subscriptions } from "../subscriptions.ts";

/** One connection, as channels see it. */
export interface Session {
  readonly number: number;
  readonly host: SocketHost;
  readonly subscriptions: Subscriptions;
  /** Sends events, as JSON, under the name that messages give a channel. Returns the number of the frame, if there is one. */
  send(channel: string, events: string): number | undefined;
}

/** One channel of the venue. */
export interface Channel {
  readonly hosts: readonly SocketHost[];
  /** Whether a token has to come with every message. */
  readonly isPrivate: boolean;
  /** What becomes of the products asked for: what is unknown is left out, without a word. */
  idsOf(productIds: readonly string[]): readonly string[];
  /** Somebody has subscribed to these: what goes out first. */
  start(session: Session, ids: readonly string[]): void;
  /** Somebody has left the channel, or the venue. */
  stop?(session: Session): void;
  /** What goes out when something has changed. */
  publish?(changes: VenueChanges, sessions: readonly Session[]): void;
}

export const EVERY_HOST: readonly SocketHost[] = ["market", "user"];
export const MARKET_HOST: readonly SocketHost[] = ["market"];

/** The books of the products that exist: every channel but the user's answers for BTC-USDC with BTC-USD. */
export function booksOf(productIds: readonly string[]): string[] {
  const known = productIds.flatMap((productId) => PRODUCTS.get(productId)?.bookId ?? []);
  return [...new Set(known)];
}
