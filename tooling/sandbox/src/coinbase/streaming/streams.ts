import type { ChangeLog } from "../../exchange/change-log.ts";
import { runDueActions } from "../../exchange/due/due-actions.ts";
import { createDueWatch } from "../../exchange/due/due-watch.ts";
import { createMarketTicks } from "../../exchange/outside/market-ticks.ts";
import { isCloseCode } from "../../faults/stream-fault.ts";
import type { StreamFaultQueue } from "../../faults/stream-fault-queue.ts";
import { createRateLimiter } from "../../rate-limit/rate-limiter.ts";
import type { MessageLog } from "../../sockets/message-log.ts";
import type { Disconnection, SocketHost } from "../../sockets/socket-host.ts";
import type { SocketService } from "../../sockets/socket-service.ts";
import type { Scheduler } from "../../time/scheduler.ts";
import type { Authenticator } from "../authentication/authenticate.ts";
import { findProduct } from "../catalogue/products.ts";
import type { RateLimits } from "../rate-limits.ts";
import type { CoinbaseState } from "../state.ts";
import { createChannels } from "./channels/channels.ts";
import { createGoTime } from "./go-time.ts";
import { createSession, type LiveSession, type SessionContext } from "./session.ts";
import { type BookTruth, createTruth } from "./truth.ts";
import { watchedBooks } from "./watched-markets.ts";

/** An open connection. */
export interface OpenConnection {
  readonly number: number;
  readonly host: SocketHost;
}

/** The venue's streams over the exchange. */
export interface Streams {
  readonly service: SocketService;
  connections(): readonly OpenConnection[];
  readonly truth: BookTruth;
  /** True when somebody is connected or the truth is recorded, so that changes have to be collected. */
  readonly isWatched: boolean;
  disconnect(which: Disconnection): void;
  /** Runs the due actions, then `change`, and publishes the changes of each. */
  act<Result>(change: () => Result): Result;
}

export interface StreamsOptions {
  readonly state: CoinbaseState;
  readonly changes: ChangeLog;
  readonly faults: StreamFaultQueue;
  readonly log: MessageLog;
  readonly scheduler: Scheduler;
  readonly authenticator: Authenticator;
  readonly rateLimits: RateLimits | false;
  readonly recordTruth: boolean;
  readonly ticksPerSecond: number;
  /** Moves the market of a book by one step. */
  step(bookId: string): void;
}

const GOING_AWAY = 1001;
const TOO_MANY = { kind: "refuse", status: 429 } as const;

export function createStreams(options: StreamsOptions): Streams {
  const { state, changes, faults, log, scheduler, authenticator, rateLimits } = options;
  const { exchange } = state;
  const { clock } = exchange;
  const sessions = new Set<LiveSession>();
  const truth = createTruth(options.recordTruth);
  const time = createGoTime(clock);
  const marketOf = (bookId: string) => exchange.marketOf(findProduct(bookId));
  const channels = createChannels({ state, scheduler, time, truth, marketOf });
  const connectionLimit = rateLimits && createRateLimiter(rateLimits.connections, clock);
  const messageLimit = rateLimits && createRateLimiter(rateLimits.messages, clock);
  let connectionCount = 0;
  let isPublishing = false;

  /** Publishes the collected changes one by one. A change caused by a receiver is published after the current one. */
  const publish = (): void => {
    if (isPublishing) return;
    isPublishing = true;
    try {
      for (let changed = changes.take(); changed !== undefined; changed = changes.take()) {
        for (const channel of Object.values(channels)) channel.publish?.(changed, [...sessions]);
      }
    } finally {
      isPublishing = false;
    }
    dueWatch.update(sessions.size > 0);
  };
  const act: Streams["act"] = (change) => {
    runDueActions(exchange);
    publish();
    try {
      return change();
    } finally {
      publish();
    }
  };
  const dueWatch = createDueWatch(exchange, scheduler, () => act(() => undefined));
  const ticks = createMarketTicks(scheduler, options.ticksPerSecond, (bookId) =>
    act(() => options.step(bookId)),
  );

  const context: SessionContext = {
    clock,
    scheduler,
    time,
    faults,
    log,
    channels,
    snapshot: state.behaviour.streamSnapshot,
    isAuthentic: (token) => authenticator.mayListen(token),
    takeMessage: (client) => messageLimit === false || messageLimit.take(client).allowed,
    act,
    changed(session) {
      if (session.isGone) sessions.delete(session);
      ticks.watch(watchedBooks([...sessions]));
      dueWatch.update(sessions.size > 0);
    },
  };
  return {
    truth,
    act,
    get isWatched() {
      return sessions.size > 0 || options.recordTruth;
    },
    connections: () => [...sessions].map(({ number, host }) => ({ number, host })),
    disconnect({ host, code = GOING_AWAY, reason = "" }) {
      if (!isCloseCode(code)) throw new RangeError(`${code} is not a valid close code`);
      for (const session of [...sessions]) {
        if (host === undefined || session.host === host) session.shut(code, reason);
      }
    },
    service: {
      admit(host, client) {
        const fault = faults.takeForHandshake({ host, connection: connectionCount + 1 });
        if (fault !== undefined) return fault;
        return connectionLimit === false || connectionLimit.take(client).allowed ? undefined : TOO_MANY;
      },
      connect(host, peer, client = "memory") {
        connectionCount += 1;
        const session = createSession({ number: connectionCount, host, client, peer }, context);
        sessions.add(session);
        dueWatch.update(true);
        return session.connection;
      },
    },
  };
}
