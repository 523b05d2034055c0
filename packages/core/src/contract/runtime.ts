import type { RateLimiter } from "./rate-limit.ts";

/** Structured logging, the shape of a pino logger. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Clock {
  /** Epoch milliseconds, for timestamps and signatures. */
  now(): number;
  /** Milliseconds that only grow, for durations. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. Leaves no timer behind. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The fetch that a client uses: the standard one, or one with a proxy, a dispatcher or a recorder in it. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** What an event of a WebSocket says; which parts are there depends on its type. */
export interface WebSocketEventLike {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
}

/** The part of the standard WebSocket that a client uses. */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number): void;
  /** Drops the connection at once, where the implementation can. */
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

/** The WebSocket class that a client uses: the standard one, or one that goes through a proxy. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The live things a client works with, the same type for every venue. All optional. */
export interface Runtime {
  readonly fetch?: FetchLike | undefined;
  /** Default: `ws` on Node, the platform's own elsewhere. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Default: pino to stderr, warnings and errors. `false`: none. */
  readonly logger?: Logger | false | undefined;
  /** Default: one of the client's own. One for several clients, or for a fleet (`@cqvx/core/redis`), keeps them within the limits together. */
  readonly rateLimiter?: RateLimiter | undefined;
  readonly clock?: Clock | undefined;
  /** Uniform in [0, 1). Not for secrets. */
  readonly random?: (() => number) | undefined;
  /** Cryptographically strong. */
  readonly randomBytes?: ((length: number) => Uint8Array) | undefined;
}
