import type { Runtime } from "@cqvx/core";

type WebSocketClass = NonNullable<Runtime["WebSocket"]>;
type Socket = InstanceType<WebSocketClass>;
type EventType = Parameters<Socket["addEventListener"]>[0];
type Listener = Parameters<Socket["addEventListener"]>[1];

/** A venue in the same process, without a network. It confirms subscriptions and sends the messages that the caller passes. */
export interface ScriptedVenue {
  readonly WebSocket: WebSocketClass;
  /** Resolves when the venue has confirmed a subscription to the channel. */
  subscribed(channel: string): Promise<void>;
  /** Returns the number of messages that the venue has sent. */
  messages(): number;
  /** Sends a message to the client. */
  send(message: string): void;
}

/** Creates a venue that serves one connection. */
export function createScriptedVenue(): ScriptedVenue {
  const listeners: Record<EventType, Set<Listener>> = {
    open: new Set(),
    message: new Set(),
    error: new Set(),
    close: new Set(),
  };
  const channels = new Map<string, readonly string[]>();
  const waiting = new Map<string, () => void>();
  let messages = 0;

  function emit(type: EventType, fields: object = {}): void {
    for (const listener of [...listeners[type]]) listener({ type, ...fields });
  }

  function send(message: string): void {
    messages += 1;
    for (const listener of listeners.message) listener({ type: "message", data: message });
  }

  /** Handles a request and confirms it. Like Coinbase, the reply lists every subscription of the connection. */
  function confirm(request: string): void {
    const { type, channel, product_ids: products } = JSON.parse(request);
    if (type === "subscribe") channels.set(channel, products ?? [channel]);
    else channels.delete(channel);
    send(
      JSON.stringify({
        channel: "subscriptions",
        timestamp: "2026-01-01T00:00:00Z",
        sequence_num: messages,
        events: [{ subscriptions: Object.fromEntries(channels) }],
      }),
    );
    waiting.get(channel)?.();
  }

  class ScriptedSocket implements Socket {
    constructor() {
      queueMicrotask(() => emit("open"));
    }

    send(request: string): void {
      // A network never answers synchronously.
      queueMicrotask(() => confirm(request));
    }

    close(code: number = 1000): void {
      queueMicrotask(() => emit("close", { code }));
    }

    addEventListener(type: EventType, listener: Listener): void {
      listeners[type].add(listener);
    }

    removeEventListener(type: EventType, listener: Listener): void {
      listeners[type].delete(listener);
    }
  }

  return {
    WebSocket: ScriptedSocket,
    subscribed: (channel) =>
      new Promise((resolve) => {
        if (channels.has(channel)) resolve();
        else waiting.set(channel, resolve);
      }),
    messages: () => messages,
    send,
  };
}
