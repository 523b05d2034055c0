import type { Channel, Session } from "./channels/channel.ts";
import { type ClientMessage, readClientMessage } from "./client-message.ts";

const AUTHENTICATION_FAILURE = "authentication failure";
const RATE_LIMIT_EXCEEDED = "rate limit exceeded";

/** The checks that a connection applies to messages. */
export interface MessageContext {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly snapshot: "after ack" | "before ack";
  /** True when a token is valid for subscribing. */
  isAuthentic(token: string): boolean;
  /** Counts a message without a token. Returns false above the limit. */
  takeMessage(client: string): boolean;
}

export interface MessageHandlerOptions {
  readonly session: Session;
  readonly client: string;
  readonly context: MessageContext;
  sendError(message: string): void;
  /** Reports that a subscribe message has arrived, valid or not. */
  subscribing(): void;
}

/** Creates a handler that carries out a client's messages, or answers with an error frame. */
export function createMessageHandler(options: MessageHandlerOptions): (text: string) => void {
  const { session, client, context, sendError } = options;
  const { subscriptions } = session;

  const acknowledge = () => session.send("subscriptions", subscriptions.toJson());
  const subscribe = (channel: Channel, { channel: name, productIds }: ClientMessage): void => {
    const ids = channel.idsOf(productIds);
    subscriptions.add(name, ids);
    const isAcknowledgedFirst = context.snapshot === "after ack";
    if (isAcknowledgedFirst) acknowledge();
    // A fault may have closed the connection meanwhile, which ends its subscriptions.
    if (subscriptions.has(name) && ids.length > 0) channel.start(session, ids);
    if (!isAcknowledgedFirst) acknowledge();
  };
  const unsubscribe = (channel: Channel, { channel: name, productIds }: ClientMessage): void => {
    const ids = channel.idsOf(productIds);
    // A message that names only unknown products must not unsubscribe from the whole channel.
    if (productIds.length === 0) subscriptions.remove(name, []);
    else if (ids.length > 0) subscriptions.remove(name, ids);
    if (!subscriptions.has(name)) channel.stop?.(session);
    acknowledge();
  };
  /**
   * Finds the channel of a message. Returns undefined for an unknown channel, one of the other host and a bad token
   * alike, because the venue answers them alike.
   */
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
