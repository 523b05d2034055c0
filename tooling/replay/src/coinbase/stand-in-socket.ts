import type { WebSocketConstructor, WebSocketEventLike, WebSocketLike } from "@cqvx/coinbase";

type Listener = (event: WebSocketEventLike) => void;

/**
 * Creates the WebSocket of a stand-in venue. The first connection waits for `framesToSubscribe` frames of the client. Then it
 * sends the messages that `answer` returns for these frames. Later connections stay silent.
 */
export function standInSocket(
  framesToSubscribe: number,
  answer: (subscribed: readonly Subscribed[]) => readonly string[],
): WebSocketConstructor {
  let connections = 0;
  return class implements WebSocketLike {
    readonly #listeners = new Map<string, Set<Listener>>();
    readonly #isFirst: boolean;
    readonly #subscribed: Subscribed[] = [];

    constructor() {
      connections += 1;
      this.#isFirst = connections === 1;
      queueMicrotask(() => this.#emit({ type: "open" }));
    }

    send(text: string): void {
      this.#subscribed.push(JSON.parse(text));
      if (!this.#isFirst || this.#subscribed.length !== framesToSubscribe) return;
      const frames = answer(this.#subscribed);
      queueMicrotask(() => {
        for (const data of frames) this.#emit({ type: "message", data });
      });
    }

    close(): void {
      queueMicrotask(() => this.#emit({ type: "close", code: 1000 }));
    }

    addEventListener(type: string, listener: Listener): void {
      const known = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, known.add(listener));
    }

    removeEventListener(type: string, listener: Listener): void {
      this.#listeners.get(type)?.delete(listener);
    }

    #emit(event: WebSocketEventLike): void {
      for (const listener of this.#listeners.get(event.type) ?? []) listener(event);
    }
  };
}

/** A subscribe frame of the client. */
export interface Subscribed {
  readonly channel: string;
  readonly product_ids?: readonly string[];
}
