import type { StreamFaultQueue } from "../../faults/stream-fault-queue.ts";
import type { MessageLog } from "../../sockets/message-log.ts";
import type { SocketHost } from "../../sockets/socket-host.ts";
import { NO_CODE, type SocketConnection, type SocketPeer } from "../../sockets/socket-service.ts";
import type { Clock } from "../../time/clock.ts";
import type { Scheduler } from "../../time/scheduler.ts";
import type { Session } from "./channels/channel.ts";
import type { GoTime } from "./go-time.ts";
import { createMessageHandler, type MessageContext } from "./message-handler.ts";
import { createOutbox } from "./outbox.ts";
import { createSubscriptions } from "./subscriptions.ts";

const FIRST_SUBSCRIBE_MS = 5_000;
/** The longest silence before the venue closes a connection. The venue documents 60 to 90 seconds without updates. */
const LONGEST_SILENCE_MS = 90_000;
const POLICY_VIOLATION = 1008;

/** The context that all connections of a venue share. */
export interface SessionContext extends MessageContext {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly time: GoTime;
  readonly faults: StreamFaultQueue;
  readonly log: MessageLog;
  /** Runs the due actions, then `change`. */
  act(change: () => void): void;
  /** Reports that a session has subscribed, unsubscribed or ended. */
  changed(session: LiveSession): void;
}

/** An open connection, as the venue controls it. */
export interface LiveSession extends Session {
  readonly connection: SocketConnection;
  readonly isGone: boolean;
  /** Closes the connection from the venue's side. Code 1006 cuts it without a close frame. */
  shut(code: number, reason: string): void;
}

export interface SessionOptions {
  readonly number: number;
  readonly host: SocketHost;
  readonly client: string;
  readonly peer: SocketPeer;
}

export function createSession(
  { number, host, client, peer }: SessionOptions,
  context: SessionContext,
): LiveSession {
  const { scheduler, channels, clock, faults, time } = context;
  const subscriptions = createSubscriptions();
  let phase: "open" | "stalled" | "gone" = "open";
  let sentMs = clock.now();

  const outbox = createOutbox({
    host,
    connection: number,
    faults,
    scheduler,
    timestamp: time.timestamp,
    deliver(text) {
      sentMs = clock.now();
      peer.message(text);
    },
    end(end) {
      if (end !== "stall") session.shut(end.code, end.reason);
      else {
        quit("stalled");
        peer.stalled?.();
      }
    },
  });
  let stopWatching = scheduler.after(FIRST_SUBSCRIBE_MS, () =>
    session.shut(POLICY_VIOLATION, "no subscribe"),
  );
  const watchSilence = (): void => {
    const leftMs = sentMs + LONGEST_SILENCE_MS - clock.now();
    if (leftMs <= 0) session.shut(POLICY_VIOLATION, "no updates");
    else stopWatching = scheduler.after(leftMs, watchSilence);
  };
  /** Stops the channels, timers and outgoing frames of this connection. */
  const quit = (next: "stalled" | "gone"): void => {
    phase = next;
    stopWatching();
    outbox.stop();
    for (const channel of subscriptions.channels) {
      subscriptions.remove(channel, []);
      channels[channel]?.stop?.(session);
    }
    context.changed(session);
  };

  const session: LiveSession = {
    number,
    host,
    subscriptions,
    get isGone() {
      return phase === "gone";
    },
    send: outbox.send,
    shut(code, reason) {
      if (phase === "gone") return;
      quit("gone");
      peer.closed(code, reason);
    },
    connection: {
      number,
      receive(text) {
        if (phase !== "open") return;
        context.log.add({ connection: number, host, text });
        context.act(() => {
          // A due action may have ended the session.
          if (phase !== "open") return;
          handle(text);
          context.changed(session);
        });
      },
      close(code = NO_CODE, reason = "") {
        if (phase === "open") session.shut(code, reason);
      },
      drop() {
        if (phase !== "gone") quit("gone");
      },
    },
  };
  const handle = createMessageHandler({
    session,
    client,
    context,
    sendError: outbox.sendError,
    subscribing() {
      stopWatching();
      watchSilence();
    },
  });
  return session;
}
