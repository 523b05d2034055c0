import type { WebSocketConstructor, WebSocketEventLike, WebSocketLike } from "@cqvx/core";
import type { Json } from "../fixtures/fixtures.ts";

/** A frame that the client has sent. */
export interface SentFrame {
  readonly text: string;
  readonly type: string;
  readonly channel: string;
  readonly product_ids?: readonly string[];
  readonly jwt?: string;
}

/** One connection, seen from the venue. */
export interface ScriptedSocket {
  readonly url: string;
  readonly sent: readonly SentFrame[];
  readonly isOpen: boolean;
  /** Sends a message with the next sequence number. */
  send(channel: string, events: Json): void;
  /** Sends a text without counting it. */
  sendText(text: string): void;
  /** Sends a text and counts it, so the next message has a higher number. */
  sendCounted(text: string): void;
  /** Acknowledges all current subscriptions of the client. */
  acknowledge(): void;
  close(code: number): void;
}

/** The reaction of a venue to a frame of the client. */
export type StreamAnswer = (socket: ScriptedSocket, frame: SentFrame) => void;

export interface ScriptedStreams {
  readonly WebSocket: WebSocketConstructor;
  /** All sockets, oldest first. */
  readonly sockets: readonly ScriptedSocket[];
  /** The latest socket. */
  readonly socket: ScriptedSocket;
  /** The frames of all sockets, without heartbeat subscriptions. */
  readonly sent: readonly SentFrame[];
}

/** Creates the sockets of a scripted venue. Without a script it confirms every subscription. */
export function scriptStreams(answer: StreamAnswer = (socket) => socket.acknowledge()): ScriptedStreams {
  const sockets: ScriptedSocket[] = [];

  class ScriptedWebSocket implements WebSocketLike {
    readonly #listeners = new Map<string, Set<(event: WebSocketEventLike) => void>>();
    readonly #sent: SentFrame[] = [];
    readonly #venue: ScriptedSocket;
    #isOpen = false;

    constructor(url: string) {
      const isOpen = () => this.#isOpen;
      this.#venue = {
        url,
        sent: this.#sent,
        get isOpen() {
          return isOpen();
        },
        ...numbered(
          (text) => this.#emit({ type: "message", data: text }),
          () => subscribedBy(this.#sent),
        ),
        close: (code) => this.#end(code),
      };
      sockets.push(this.#venue);
      queueMicrotask(() => {
        this.#isOpen = true;
        this.#emit({ type: "open" });
      });
    }

    send(text: string): void {
      const frame: SentFrame = { ...JSON.parse(text), text };
      this.#sent.push(frame);
      queueMicrotask(() => {
        if (this.#isOpen) answer(this.#venue, frame);
      });
    }

    close(): void {
      queueMicrotask(() => this.#end(1000));
    }

    terminate(): void {
      queueMicrotask(() => this.#end(1006));
    }

    addEventListener(type: string, listener: (event: WebSocketEventLike) => void): void {
      const known = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, known.add(listener));
    }

    removeEventListener(type: string, listener: (event: WebSocketEventLike) => void): void {
      this.#listeners.get(type)?.delete(listener);
    }

    #end(code: number): void {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      this.#emit({ type: "close", code });
    }

    #emit(event: WebSocketEventLike): void {
      for (const listener of [...(this.#listeners.get(event.type) ?? [])]) listener(event);
    }
  }

  return {
    WebSocket: ScriptedWebSocket,
    sockets,
    get socket() {
      const latest = sockets.at(-1);
      if (latest === undefined) throw new Error("no socket was opened");
      return latest;
    },
    get sent() {
      return sockets.flatMap((socket) => socket.sent).filter(({ channel }) => channel !== "heartbeats");
    },
  };
}

/** Creates the send methods of one connection, whose messages are numbered from 0. */
function numbered(
  sendText: (text: string) => void,
  subscribed: () => Json,
): Pick<ScriptedSocket, "send" | "sendText" | "sendCounted" | "acknowledge"> {
  let number = 0;
  const send = (channel: string, events: Json): void => {
    const timestamp = `2026-02-03T04:05:06.${String(number).padStart(9, "0")}Z`;
    sendText(JSON.stringify({ channel, timestamp, sequence_num: number++, events }));
  };
  return {
    sendText,
    sendCounted: (text) => {
      number += 1;
      sendText(text);
    },
    send,
    acknowledge: () => send("subscriptions", [{ subscriptions: subscribed() }]),
  };
}

/** Returns the current subscriptions after these frames, by channel. */
function subscribedBy(frames: readonly SentFrame[]): Json {
  const channels = new Map<string, Set<string>>();
  for (const { type, channel, product_ids = [channel] } of frames) {
    const known = channels.get(channel) ?? new Set();
    for (const id of product_ids) type === "subscribe" ? known.add(id) : known.delete(id);
    channels.set(channel, known);
  }
  const entries = [...channels].map(([channel, ids]) => [channel, [...ids]] as const);
  return Object.fromEntries(entries.filter(([, ids]) => ids.length > 0));
}
