import type { Json } from "../wire/json.ts";

/** The server's pings to one socket. */
export interface Heartbeat {
  /** Starts the pings. */
  start(): void;
  /** Notes the client's answer to a ping. */
  pong(count: string): void;
  stop(): void;
}

export interface HeartbeatParts {
  /** Milliseconds from one ping to the next. The client has as long to answer. */
  readonly pingMs: number;
  /** True while nothing can be sent. Pings then pause, and none is missed. */
  readonly isPaused: () => boolean;
  readonly push: (message: Json) => void;
  /** Called when a ping was not answered before the next one. */
  readonly missed: () => void;
}

export function createHeartbeat({ pingMs, isPaused, push, missed }: HeartbeatParts): Heartbeat {
  let count = 0;
  let awaited: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(timer);
  const tick = (): void => {
    if (isPaused()) return;
    if (awaited !== undefined) {
      stop();
      missed();
      return;
    }
    count += 1;
    awaited = String(count);
    push({ ping: count });
  };
  return {
    start: () => {
      timer = setInterval(tick, pingMs);
      timer.unref();
    },
    pong: (answered) => {
      if (answered === awaited) awaited = undefined;
    },
    stop,
  };
}
