import { fingerprint } from "../http/request-log.ts";
import type { SocketHost } from "./socket-host.ts";

/** One text frame that a sandbox received, with a fingerprint for its token. */
export interface LoggedMessage {
  readonly connection: number;
  readonly host: SocketHost;
  readonly text: string;
}

/** The last messages of a venue's sockets, oldest first. */
export interface MessageLog {
  readonly entries: readonly LoggedMessage[];
  add(message: LoggedMessage): void;
}

const KEPT = 10_000;
const TOKEN = /("jwt"\s*:\s*")([^"]+)/g;

export function createMessageLog(): MessageLog {
  const entries: LoggedMessage[] = [];
  return {
    entries,
    add({ text, ...message }) {
      const safe = text.replace(TOKEN, (_, name, token) => `${name}[redacted ${fingerprint(token)}]`);
      entries.push({ ...message, text: safe });
      if (entries.length > KEPT) entries.shift();
    },
  };
}
