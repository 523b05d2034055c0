import type { WebSocketEventLike, WebSocketLike } from "../../contract/runtime.ts";
import { readRetryAfter } from "../../http/admission/retry-after.ts";
import type { ResolvedRuntime } from "../../runtime/resolve-runtime.ts";
import type { StreamLimits } from "../stream-limits.ts";
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

/** What a socket tells. It ends once; nothing comes after that, nor after `drop` or `close`. None may throw. */
export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  ended(end: SocketEnd): void;
}

/** A connection to a URL, whatever kind of WebSocket there is. It starts by itself and calls back in a later turn. */
export class StreamSocket {
  readonly #runtime: ResolvedRuntime;
  readonly #limits: StreamLimits;
  readonly #events: SocketEvents;
  readonly #handshake = new AbortController();
  /** Aborted when a goodbye need not be waited for any longer. */
  readonly #goodbye = new AbortController();
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

  /** A failure to send ends the socket. */
  send(text: string): void {
    if (this.#state !== "open") return;
    try {
      this.#socket?.send(text);
    } catch {
      this.#end(SEND_FAILED);
    }
  }

  /** Says goodbye. Resolves when the venue has answered it, or did not in time and the connection was cut. */
  close(): Promise<void> {
    this.#closed ??= this.#sayGoodbye();
    return this.#closed;
  }

  /** Cuts the connection at once, also in the middle of a goodbye. */
  drop(): void {
    if (this.#state === "over") return;
    if (this.#state !== "closing") this.#leave();
    this.#state = "over";
    this.#goodbye.abort();
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
    // Dropped meanwhile.
    if (this.#state !== "connecting") return;
    const socket = create(url);
    this.#socket = socket;
    socket.addEventListener("open", this.#onOpen);
    socket.addEventListener("message", this.#onMessage);
    socket.addEventListener("error", this.#onError);
    socket.addEventListener("close", this.#onClose);
  }

  async #sayGoodbye(): Promise<void> {
    if (this.#state === "open") {
      this.#state = "closing";
      this.#leave();
      try {
        this.#socket?.close(1000);
      } catch {
        this.#goodbye.abort();
      }
      await this.#runtime.clock.sleep(this.#limits.closeMs, this.#goodbye.signal).catch(() => {});
    }
    this.drop();
  }

  // Arrow functions, as these are handed to the socket.

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

  /** A close may follow at once, in half a minute or never: an error is the end. */
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

  /** Hears nothing of the socket any more, except that it is gone. */
  #leave(): void {
    this.#handshake.abort();
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#removeListeners();
    // Some sockets fail while they are cut, and with nobody listening that would end the process.
    const ignore = (): void => {};
    const gone = (): void => {
      socket.removeEventListener("error", ignore);
      socket.removeEventListener("close", gone);
      this.#socket = undefined;
      this.#goodbye.abort();
    };
    socket.addEventListener("error", ignore);
    socket.addEventListener("close", gone);
  }

  #cut(): void {
    try {
      // A graceful close of a peer that is silent would take half a minute.
      if (this.#socket?.terminate === undefined) this.#socket?.close();
      else this.#socket.terminate();
    } catch {
      // It is given up in any case.
    }
  }

  #removeListeners(): void {
    this.#socket?.removeEventListener("open", this.#onOpen);
    this.#socket?.removeEventListener("message", this.#onMessage);
    this.#socket?.removeEventListener("error", this.#onError);
    this.#socket?.removeEventListener("close", this.#onClose);
  }
}
