import type { SocketHost } from "./socket-host.ts";
import { CUT, type SocketConnection, type SocketService } from "./socket-service.ts";

export type InMemoryEventType = "open" | "message" | "error" | "close";

/** The part of the standard events that a client reads. */
export interface InMemoryEvent {
  readonly type: InMemoryEventType;
  /** The text of a message event. */
  readonly data?: string;
  /** The code of a close event. */
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

export type InMemoryListener = (event: InMemoryEvent) => void;

/** The part of the standard WebSocket that clients of a venue use, and `terminate` of the package `ws`. */
export interface InMemoryWebSocket {
  readonly url: string;
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  addEventListener(type: InMemoryEventType, listener: InMemoryListener): void;
  removeEventListener(type: InMemoryEventType, listener: InMemoryListener): void;
}

export type InMemoryWebSocketConstructor = new (url: string) => InMemoryWebSocket;

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const;

/**
 * Creates a WebSocket class over a service in this process. Each event arrives in its own microtask and in order, so
 * the same steps give the same events.
 */
export function createWebSocketClass(
  service: SocketService,
  hostOf: (url: URL) => SocketHost,
): InMemoryWebSocketConstructor {
  return class implements InMemoryWebSocket {
    readonly url: string;
    readonly #host: SocketHost;
    readonly #listeners: Record<InMemoryEventType, Set<InMemoryListener>> = {
      open: new Set(),
      message: new Set(),
      error: new Set(),
      close: new Set(),
    };
    #readyState: number = CONNECTING;
    #connection: SocketConnection | undefined;
    readonly #arriving: (() => void)[] = [];

    constructor(url: string) {
      const parsed = new URL(url);
      this.url = parsed.href;
      this.#host = hostOf(parsed);
      this.#later(() => this.#connect());
    }

    get readyState(): number {
      return this.#readyState;
    }

    send(text: string): void {
      if (this.#readyState === CONNECTING) throw new Error("the WebSocket is still connecting");
      if (this.#readyState === OPEN) this.#connection?.receive(text);
    }

    close(code?: number, reason?: string): void {
      if (this.#readyState >= CLOSING) return;
      if (this.#connection === undefined) {
        this.terminate();
        return;
      }
      this.#readyState = CLOSING;
      this.#connection.close(code, reason);
    }

    terminate(): void {
      if (this.#readyState === CLOSED) return;
      this.#readyState = CLOSING;
      this.#connection?.drop();
      this.#later(() => this.#end(CUT, ""));
    }

    addEventListener(type: InMemoryEventType, listener: InMemoryListener): void {
      this.#listeners[type].add(listener);
    }

    removeEventListener(type: InMemoryEventType, listener: InMemoryListener): void {
      this.#listeners[type].delete(listener);
    }

    #connect(): void {
      if (this.#readyState !== CONNECTING) return;
      const fault = service.admit(this.#host, "memory");
      if (fault?.kind === "silent") return;
      if (fault !== undefined) {
        this.#dispatch({ type: "error" });
        this.#end(CUT, "");
        return;
      }
      this.#readyState = OPEN;
      this.#connection = service.connect(this.#host, {
        message: (data) => this.#later(() => this.#receive(data)),
        closed: (code, reason) => this.#later(() => this.#end(code, reason)),
      });
      this.#dispatch({ type: "open" });
    }

    #receive(data: string): void {
      if (this.#readyState === OPEN) this.#dispatch({ type: "message", data });
    }

    #end(code: number, reason: string): void {
      if (this.#readyState === CLOSED) return;
      this.#readyState = CLOSED;
      this.#dispatch({ type: "close", code, reason, wasClean: code !== CUT });
    }

    #later(arrive: () => void): void {
      this.#arriving.push(arrive);
      queueMicrotask(() => this.#arriving.shift()?.());
    }

    #dispatch(event: InMemoryEvent): void {
      for (const listener of [...this.#listeners[event.type]]) {
        try {
          listener(event);
        } catch (error) {
          // An error in one listener does not stop the others and is still reported, as in the standard.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  };
}
