import type { HandshakeFault } from "../faults/stream-fault.ts";
import type { SocketHost } from "./socket-host.ts";

/** Close code of a connection that was cut without a close frame. It is never sent. */
export const CUT = 1006;
/** Close code of a close frame without a code. */
export const NO_CODE = 1005;

/** The client's end of a connection, as the venue calls it. */
export interface SocketPeer {
  /** A text frame. */
  message(text: string): void;
  /** The venue closes, or answers the close of its client; with 1006 the connection is cut without a word. */
  closed(code: number, reason: string): void;
  /** The venue neither reads nor sends any more, and leaves the connection open. */
  stalled?(): void;
}

/** The venue's end of a connection, as its client sees it. */
export interface SocketConnection {
  /** Counts the connections of a sandbox from 1. */
  readonly number: number;
  /** A text frame. */
  receive(text: string): void;
  /** A close frame, which is answered with one. */
  close(code?: number, reason?: string): void;
  /** The connection has gone. */
  drop(): void;
}

/** A venue's sockets: what TCP and memory both carry. */
export interface SocketService {
  /** Who wants to connect: undefined when welcome. */
  admit(host: SocketHost, client: string): HandshakeFault | undefined;
  connect(host: SocketHost, peer: SocketPeer, client?: string): SocketConnection;
}
