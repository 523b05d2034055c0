import type { Clock, FetchLike, Logger, Runtime, WebSocketConstructor } from "../contract/runtime.ts";
import { createDefaultLogger, guardLogger, silentLogger } from "./default-logger.ts";
import { systemClock } from "./system-clock.ts";

/** A `Runtime` with its defaults filled in. */
export interface ResolvedRuntime {
  readonly fetch: FetchLike;
  /** The caller's WebSocket class. Undefined: sockets come from isomorphic-ws. */
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Fills in the defaults of a runtime. Only the files of this folder use globals. */
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
