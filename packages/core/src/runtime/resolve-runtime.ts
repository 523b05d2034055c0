import type { Clock, FetchLike, Logger, Runtime, WebSocketConstructor } from "../contract/runtime.ts";
import { createDefaultLogger, guardLogger, silentLogger } from "./default-logger.ts";
import { systemClock } from "./system-clock.ts";

/** A `Runtime` with every part there. */
export interface ResolvedRuntime {
  readonly fetch: FetchLike;
  /** The caller's own; without it sockets are those of isomorphic-ws. */
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Fills what the caller left out. Together with the other files of this folder, the only place that touches globals. */
export function resolveRuntime(runtime: Runtime = {}): ResolvedRuntime {
  return {
    fetch: runtime.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    WebSocket: runtime.WebSocket,
    logger: runtime.logger === false ? silentLogger : guardLogger(runtime.logger ?? createDefaultLogger()),
    clock: runtime.clock ?? systemClock,
    random: runtime.random ?? Math.random,
    randomBytes:
      runtime.randomBytes ?? ((length) => globalThis.crypto.getRandomValues(new Uint8Array(length))),
  };
}
