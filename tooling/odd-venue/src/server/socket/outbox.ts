import type { WebSocket } from "ws";
import type { Gate } from "../gate.ts";
import { type Json, writeJson } from "../wire/json.ts";

/** The messages to one socket. Each frame is a JSON list. */
export interface Outbox {
  /** Adds a message. The messages of one turn of the event loop share a frame. */
  push(message: Json): void;
  /** Sends what was pushed, and then closes the socket. */
  close(code: number, reason: string): void;
}

export function createOutbox(socket: WebSocket, gate: Gate): Outbox {
  let pending: string[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const frame = `[${pending.join(",")}]`;
    pending = [];
    gate.pass(() => socket.send(frame));
  };
  return {
    push: (message) => {
      const text = writeJson(message);
      if (pending.length === 0) setImmediate(flush);
      pending.push(text);
    },
    close: (code, reason) => {
      flush();
      gate.pass(() => socket.close(code, reason));
    },
  };
}
