import type { WebSocketEventLike, WebSocketLike } from "../../contract/runtime.ts";
import { readRetryAfter } from "../../http/admission/retry-after.ts";
import type { ResolvedRuntime } from "../../runtime/resolve-runtime.ts";
import type { StreamLimits } from "../topics/stream-context.ts";
import { type HandshakeRefused, loadWebSocket } from "./load-web-socket.ts";
import {
  endOfClose,
  endOfError,
  endOfHandshake,
  HANDSHAKE_TIMEOUT,
  NOT_CONNECTED,
  NOT_TEXT,
  SEND_FAILED,
  type SocketEnd,
  TOO_LARGE,
} from "./socket-end.ts";

/** The events of a socket. `ended` comes once. Nothing follows it, a `drop` or a `close`. None may throw. */
export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  ended(end: SocketEnd): void;
}

/** A connection to a URL over any kind of WebSocket. It connects when it is created and calls back in a later turn. */
export class StreamSocket {
  readonly #runtime: ResolvedRuntime;
  readonly #limits: StreamLimits;
  readonly #events: SocketEvents;
  readonly #handshake = new AbortController();
  /** Aborted when `close` need not wait for the venue any longer. */
  readonly #closeWait = new AbortController();
  #socket: WebSocketLike | undefined;
  #closed: Promise<void> | undefined;
  #state: "connecting" | "open" | "closing" | "over" = "connecting";

  constructor(url: string, runtime: ResolvedRuntime, limits: StreamLimits, events: SocketEvents) {
    this.#runtime = runtime;
    this.#limits = limits;
    this.#events = events;
    this.#connect(url).catch(() => this.#end(NOT_CONNECTED));
    runtime.clock.sleep(limits.handshakeMs, this.#handshake.signal).then(
      () => this.#end(HANDSHAKE_TIMEOUT),
      () => {},
    );
  }

  /** Sends a frame. A failure ends the socket. */
  send(text: string): void {
    if (this.#state !== "open") return;
    try {
      this.#socket?.send(text);
    } catch {
      this.#end(SEND_FAILED);
    }
  }

  /** Closes the connection. Resolves when the venue has answered, or when `closeMs` passed and the connection was cut. */
  close(): Promise<void> {
    this.#closed ??= this.#closeGracefully();
    return this.#closed;
  }

  /** Cuts the connection at once, also during a `close`. */
  drop(): void {
    if (this.#state === "over") return;
    if (this.#state !== "closing") this.#leave();
    this.#state = "over";
    this.#closeWait.abort();
    this.#cut();
  }

  async #connect(url: string): Promise<void> {
    const { WebSocket, clock } = this.#runtime;
    const refused: HandshakeRefused = (status, retryAfter) =>
      this.#end(endOfHandshake(status, readRetryAfter(retryAfter ?? null, clock.now())));
    const create =
      WebSocket === undefined
        ? await loadWebSocket(this.#limits, refused)
        : (to: string): WebSocketLike => new WebSocket(to);
    // The socket was dropped in the meantime.
    if (this.#state !== "connecting") return;
    const socket = create(url);
    this.#socket = socket;
    socket.addEventListener("open", this.#onOpen);
    socket.addEventListener("message", this.#onMessage);
    socket.addEventListener("error", this.#onError);
    socket.addEventListener("close", this.#onClose);
  }

  async #closeGracefully(): Promise<void> {
    if (this.#state === "open") {
      this.#state = "closing";
      this.#leave();
      try {
        this.#socket?.close(1000);
      } catch {
        this.#closeWait.abort();
      }
      await this.#runtime.clock.sleep(this.#limits.closeMs, this.#closeWait.signal).catch(() => {});
    }
    this.drop();
  }

  // Arrow functions, because the socket receives them as listeners.

  readonly #onOpen = (): void => {
    this.#state = "open";
    this.#handshake.abort();
    this.#events.opened();
  };

  readonly #onMessage = ({ data }: WebSocketEventLike): void => {
    if (typeof data !== "string") this.#end(NOT_TEXT);
    else if (data.length > this.#limits.messageBytes) this.#end(TOO_LARGE);
    else this.#events.message(data);
  };

  /** Ends the socket at once: a close may follow immediately, after half a minute, or never. */
  readonly #onError = (event: WebSocketEventLike): void => this.#end(endOfError(event));

  readonly #onClose = ({ code }: WebSocketEventLike): void => {
    this.#removeListeners();
    this.#socket = undefined;
    this.#end(endOfClose(code));
  };

  #end(end: SocketEnd): void {
    if (this.#state === "closing" || this.#state === "over") return;
    this.drop();
    this.#events.ended(end);
  }

  /** Removes all listeners, except one for the close of the socket. */
  #leave(): void {
    this.#handshake.abort();
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#removeListeners();
    // Some sockets emit an error while they are cut. Without a listener it would end the process.
    const ignore = (): void => {};
    const gone = (): void => {
      socket.removeEventListener("error", ignore);
      socket.removeEventListener("close", gone);
      this.#socket = undefined;
      this.#closeWait.abort();
    };
    socket.addEventListener("error", ignore);
    socket.addEventListener("close", gone);
  }

  #cut(): void {
    try {
      // A graceful close would wait half a minute for a silent venue.
      if (this.#socket?.terminate === undefined) this.#socket?.close();
      else this.#socket.terminate();
    } catch {
      // The socket is abandoned in any case.
    }
  }

  #removeListeners(): void {
    this.#socket?.removeEventListener("open", this.#onOpen);
    this.#socket?.removeEventListener("message", this.#onMessage);
    this.#socket?.removeEventListener("error", this.#onError);
    this.#socket?.removeEventListener("close", this.#onClose);
  }
}
