import type { ChangeLog } from "../../exchange/change-log.ts";
import { settleDue } from "../../exchange/due/due-actions.ts";
import { createDueWatch } from "../../exchange/due/due-watch.ts";
import type { VenueState } from "../../exchange/exchange.ts";
import { isCloseCode } from "../../faults/stream-fault.ts";
import type { StreamFaultQueue } from "../../faults/stream-fault-queue.ts";
import { createRateLimiter } from "../../rate-limit/rate-limiter.ts";
import type { MessageLog } from "../../sockets/message-log.ts";
import type { Disconnection, SocketHost } from "../../sockets/socket-host.ts";
import type { SocketService } from "../../sockets/socket-service.ts";
import type { Scheduler } from "../../time/scheduler.ts";
import type { Authenticator } from "../authentication/authenticate.ts";
import { findProduct } from "../endpoints/query.ts";
import type { RateLimits } from "../rate-limits.ts";
import { createChannels } from "./channels/channels.ts";
import { createGoTime } from "./go-time.ts";
import { createSession, type LiveSession, type SessionContext } from "./session.ts";
import { type BookTruth, createTruth } from "./truth.ts";
import { createMovement } from "./watched-markets.ts";

/** A connection that is open. */
export interface OpenConnection {
  readonly number: number;
  readonly host: SocketHost;
}

/** The sockets of the venue over what it knows. */
export interface Streams {
  readonly service: SocketService;
  connections(): readonly OpenConnection[];
  readonly truth: BookTruth;
  /** Whether anybody wants to know what changes. */
  readonly isWatched: boolean;
  disconnect(which: Disconnection): void;
  /** Does what has come due, then this, and sends what each has changed. */
  act<Result>(change: () => Result): Result;
}

export interface StreamsOptions {
  readonly state: VenueState;
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
  const { clock } = state;
  const sessions = new Set<LiveSession>();
  const truth = createTruth(options.recordTruth);
  const time = createGoTime(clock);
  const marketOf = (bookId: string) => state.marketOf(findProduct(bookId));
  const channels = createChannels({ state, scheduler, time, truth, marketOf });
  const connectionLimit = rateLimits && createRateLimiter(rateLimits.connections, clock);
  const messageLimit = rateLimits && createRateLimiter(rateLimits.messages, clock);
  let connectionCount = 0;
  let isPublishing = false;

  /** One at a time: what a receiver causes while it is told is sent to everybody after what it was told. */
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
    settleDue(state);
    publish();
    try {
      return change();
    } finally {
      publish();
    }
  };
  const dueWatch = createDueWatch(state, scheduler, () => act(() => undefined));
  const movement = createMovement(scheduler, options.ticksPerSecond, (bookId) =>
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
      movement.update([...sessions]);
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
      if (!isCloseCode(code)) throw new RangeError(`${code} is not a code to close with`);
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
