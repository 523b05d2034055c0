import type { RateLimiter } from "./rate-limit.ts";

/** A structured logger with the shape of a pino logger. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Clock {
  /** Returns epoch milliseconds, for timestamps and signatures. */
  now(): number;
  /** Returns milliseconds that never go back, for durations. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. Leaves no timer behind. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Calls back after `ms`. Returns a function that stops the timer. Each call of a client starts one or two timers, so a clock
   * that has it makes them cheaper. Default: `sleep`.
   */
  startTimer?(ms: number, callback: () => void): () => void;
}

/** The `fetch` of a client: the standard one, or one with a proxy, a dispatcher or a recorder. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** An event of a WebSocket. `data` and `code` depend on its type. */
export interface WebSocketEventLike {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
}

/** The part of the standard WebSocket that a client uses. */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number): void;
  /** Drops the connection at once, without a closing handshake. Optional. */
  terminate?(): void;
  addEventListener(
    type: "open" | "message" | "error" | "close",
    listener: (event: WebSocketEventLike) => void,
  ): void;
  removeEventListener(
    type: "open" | "message" | "error" | "close",
    listener: (event: WebSocketEventLike) => void,
  ): void;
}

/** The WebSocket class of a client: the standard one, or one that connects through a proxy. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The client's dependencies on the outside world. The type is the same for every venue, and every field is optional. */
export interface Runtime {
  readonly fetch?: FetchLike | undefined;
  /** The WebSocket class. Default: `ws` on Node, the platform's own elsewhere. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** The logger. Default: pino to stderr for warnings and errors. `false` disables logging. */
  readonly logger?: Logger | false | undefined;
  /**
   * The rate limiter. Default: a limiter of this client alone. Pass one limiter to several clients, or a fleet limiter
   * (`@cqvx/core/redis`), to keep them within the limits together.
   */
  readonly rateLimiter?: RateLimiter | undefined;
  readonly clock?: Clock | undefined;
  /** Returns a uniform number in [0, 1). It is not used for secrets. */
  readonly random?: (() => number) | undefined;
  /** Returns cryptographically strong random bytes. */
  readonly randomBytes?: ((length: number) => Uint8Array) | undefined;
}
