import type { WebSocket } from "ws";
import type { Gate } from "../gate.ts";
import type { Doorkeeper } from "../signature.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { createOutbox } from "./outbox.ts";
import { readSignIn } from "./sign-in.ts";
import { type ChannelSources, createSocketChannels } from "./socket-channels.ts";
import { createOperations } from "./socket-operations.ts";

/** The parts of the exchange that its sockets share. */
export interface SocketParts extends ChannelSources {
  readonly gate: Gate;
  readonly admit: Doorkeeper;
  /** Milliseconds from one ping of the server to the next. */
  readonly pingMs: number;
}

const UNKNOWN_CLIENT = 4001;
const NO_PONG = 4008;

/** Serves one socket. The first frame must sign in. Frames are executed one after the other. */
export function serveSocket(socket: WebSocket, parts: SocketParts): void {
  const { gate, admit, pingMs } = parts;
  const gone = new AbortController();
  const outbox = createOutbox(socket, gate);
  const channels = createSocketChannels(parts, { push: outbox.push, signal: gone.signal });
  const heartbeat = createHeartbeat({
    pingMs,
    isPaused: gate.isHeld,
    push: outbox.push,
    missed: () => outbox.close(NO_PONG, "no pong"),
  });
  const carryOut = createOperations({ push: outbox.push, channels, heartbeat });
  let isKnown = false;
  let isRefused = false;

  const signIn = (text: string): void => {
    const { id, error } = readSignIn(text, admit);
    if (error === undefined) {
      isKnown = true;
      outbox.push({ id, ok: true });
      heartbeat.start();
      return;
    }
    isRefused = true;
    outbox.push({ id, code: error.code, msg: error.message });
    outbox.close(UNKNOWN_CLIENT, error.message);
  };

  let turn: Promise<void> = Promise.resolve();
  socket.on("message", (data) => {
    const text = String(data);
    turn = turn
      .then(async () => {
        if (isKnown) await carryOut(text);
        else if (!isRefused) signIn(text);
      })
      .catch(() => socket.terminate());
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    gone.abort();
    heartbeat.stop();
  });
}
