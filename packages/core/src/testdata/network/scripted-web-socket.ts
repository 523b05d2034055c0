import type { WebSocketConstructor, WebSocketEventLike, WebSocketLike } from "../../contract/runtime.ts";

type EventType = "open" | "message" | "error" | "close";
type Listener = (event: WebSocketEventLike) => void;

/** One socket, from the venue's side. */
export interface ScriptedSocket {
  readonly url: string;
  /** The frames that the client has sent. */
  readonly sent: readonly string[];
  readonly state: "connecting" | "open" | "closing" | "closed";
  /** The call with which the client ended the socket. */
  readonly endedBy: "close" | "terminate" | undefined;
  listeners(): number;
  /** Accepts the handshake. */
  open(): void;
  message(data: unknown): void;
  /** Fails like a real socket: an error event, then a close event. */
  fail(error?: unknown): void;
  /** Closes the socket as the venue. */
  close(code: number): void;
}

export interface SocketScript {
  /** Called in the turn after a socket was created. Default: nothing happens. */
  readonly made?: (socket: ScriptedSocket) => void;
  readonly received?: (socket: ScriptedSocket, text: string) => void;
  /** True when the venue does not answer a close. */
  readonly stalls?: boolean;
  /** True when the class has no `terminate`, like the standard one. */
  readonly isStandard?: boolean;
  readonly throwsOn?: "construct" | "send" | "close";
}

export interface ScriptedWebSockets {
  readonly WebSocket: WebSocketConstructor;
  readonly sockets: readonly ScriptedSocket[];
  /** The latest socket. */
  readonly last: ScriptedSocket;
  /** Counts the sockets that are neither closed nor closing. */
  live(): number;
  /** The highest number of live sockets at the same time. */
  readonly mostLive: number;
  /** Counts the listeners on all sockets. */
  listeners(): number;
}

/**
 * Creates a WebSocket class whose other end is the test. Like a real socket it calls listeners in later turns only, except
 * when the test triggers an event.
 */
export function scriptWebSockets(script: SocketScript = {}): ScriptedWebSockets {
  const sockets: ScriptedSocket[] = [];
  let mostLive = 0;
  const live = new Set<WebSocketLike>();

  class Scripted implements WebSocketLike {
    readonly terminate?: () => void;
    readonly #listeners = new Map<EventType, Set<Listener>>();
    readonly #sent: string[] = [];
    #state: ScriptedSocket["state"] = "connecting";
    #endedBy: ScriptedSocket["endedBy"];
    readonly #peer: ScriptedSocket;

    constructor(url: string) {
      if (script.throwsOn === "construct") throw new SyntaxError(`no socket to ${url}`);
      if (script.isStandard !== true) this.terminate = () => this.#terminate();
      const self = this;
      this.#peer = {
        url,
        sent: this.#sent,
        get state() {
          return self.#state;
        },
        get endedBy() {
          return self.#endedBy;
        },
        listeners: () => [...this.#listeners.values()].reduce((count, { size }) => count + size, 0),
        open: () => {
          if (this.#state !== "connecting") return;
          this.#state = "open";
          this.#emit({ type: "open" });
        },
        message: (data) => {
          if (this.#state === "open" || this.#state === "closing") this.#emit({ type: "message", data });
        },
        fail: (error) => {
          if (this.#state === "closed") return;
          this.#emit(Object.assign({ type: "error" }, error === undefined ? {} : { error }));
          this.#close(1006);
        },
        close: (code) => this.#close(code),
      };
      sockets.push(this.#peer);
      live.add(this);
      mostLive = Math.max(mostLive, live.size);
      queueMicrotask(() => script.made?.(this.#peer));
    }

    send(text: string): void {
      if (script.throwsOn === "send") throw new Error(`cannot send ${text}`);
      if (this.#state !== "open") return;
      this.#sent.push(text);
      queueMicrotask(() => script.received?.(this.#peer, text));
    }

    close(): void {
      if (script.throwsOn === "close") throw new Error("cannot close");
      if (this.#state === "closed" || this.#state === "closing") return;
      const wasConnecting = this.#state === "connecting";
      this.#leave("closing");
      this.#endedBy = "close";
      if (wasConnecting) queueMicrotask(() => this.#peer.fail());
      else if (script.stalls !== true) queueMicrotask(() => this.#close(1000));
    }

    #terminate(): void {
      if (this.#state === "closed") return;
      const wasConnecting = this.#state === "connecting";
      this.#leave("closing");
      this.#endedBy = "terminate";
      queueMicrotask(() => (wasConnecting ? this.#peer.fail() : this.#close(1006)));
    }

    addEventListener(type: EventType, listener: Listener): void {
      const listeners = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, listeners.add(listener));
    }

    removeEventListener(type: EventType, listener: Listener): void {
      this.#listeners.get(type)?.delete(listener);
    }

    #close(code: number): void {
      if (this.#state === "closed") return;
      this.#leave("closed");
      this.#emit({ type: "close", code });
    }

    #leave(state: "closing" | "closed"): void {
      this.#state = state;
      live.delete(this);
    }

    #emit(event: WebSocketEventLike & { readonly type: string }): void {
      const listeners = [...this.#listeners].find(([type]) => type === event.type)?.[1];
      // Some classes end the process when an error event has no listener.
      if (event.type === "error" && (listeners === undefined || listeners.size === 0)) {
        throw new Error("an error event without a listener");
      }
      for (const listener of [...(listeners ?? [])]) listener(event);
    }
  }

  return {
    WebSocket: Scripted,
    sockets,
    live: () => live.size,
    get last() {
      const last = sockets.at(-1);
      if (last === undefined) throw new Error("no socket was opened");
      return last;
    },
    get mostLive() {
      return mostLive;
    },
    listeners: () => sockets.reduce((count, socket) => count + socket.listeners(), 0),
  };
}
