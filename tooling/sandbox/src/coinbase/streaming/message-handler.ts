import type { Channel, Session } from "./channels/channel.ts";
import { type ClientMessage, readClientMessage } from "./client-message.ts";

const AUTHENTICATION_FAILURE = "authentication failure";
const RATE_LIMIT_EXCEEDED = "rate limit exceeded";

/** What a connection's messages are judged by. */
export interface MessageContext {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly snapshot: "after ack" | "before ack";
  /** Whether a token is good for listening. */
  isAuthentic(token: string): boolean;
  /** Counts a message without a token; false when there were too many. */
  takeMessage(client: string): boolean;
}

export interface MessageHandlerOptions {
  readonly session: Session;
  readonly client: string;
  readonly context: MessageContext;
  sendError(message: string): void;
  /** A subscribe message has come, good or bad. */
  subscribing(): void;
}

/** Does what a client's messages ask for, or says in a frame why not. */
export function createMessageHandler(options: MessageHandlerOptions): (text: string) => void {
  const { session, client, context, sendError } = options;
  const { subscriptions } = session;

  const acknowledge = () => session.send("subscriptions", subscriptions.toJson());
  const subscribe = (channel: Channel, { channel: name, productIds }: ClientMessage): void => {
    const ids = channel.idsOf(productIds);
    subscriptions.add(name, ids);
    const isAcknowledgedFirst = context.snapshot === "after ack";
    if (isAcknowledgedFirst) acknowledge();
    // A fault may have ended the connection, and with it all that was subscribed to.
    if (subscriptions.has(name) && ids.length > 0) channel.start(session, ids);
    if (!isAcknowledgedFirst) acknowledge();
  };
  const unsubscribe = (channel: Channel, { channel: name, productIds }: ClientMessage): void => {
    const ids = channel.idsOf(productIds);
    // Products that are all unknown are not the whole channel.
    if (productIds.length === 0) subscriptions.remove(name, []);
    else if (ids.length > 0) subscriptions.remove(name, ids);
    if (!subscriptions.has(name)) channel.stop?.(session);
    acknowledge();
  };
  /** The venue has one answer for a channel that it does not know, or not on this host, and for a bad token. */
  const findChannel = ({ channel: name, token }: ClientMessage): Channel | undefined => {
    const channel = Object.hasOwn(context.channels, name) ? context.channels[name] : undefined;
    if (!channel?.hosts.includes(session.host)) return undefined;
    const isAllowed = token === undefined ? !channel.isPrivate : context.isAuthentic(token);
    return isAllowed ? channel : undefined;
  };

  return (text) => {
    const message = readClientMessage(text);
    if (typeof message === "string") {
      sendError(message);
      return;
    }
    if (message.token === undefined && !context.takeMessage(client)) {
      sendError(RATE_LIMIT_EXCEEDED);
      return;
    }
    if (message.type === "subscribe") options.subscribing();
    const channel = findChannel(message);
    if (channel === undefined) sendError(AUTHENTICATION_FAILURE);
    else if (message.type === "subscribe") subscribe(channel, message);
    else unsubscribe(channel, message);
  };
}
