import type { HandshakeFault } from "../faults/stream-fault.ts";
import type { SocketHost } from "./socket-host.ts";

/** Close code of a connection that was cut without a close frame. It is never sent. */
export const CUT = 1006;
/** Close code of a close frame without a code. */
export const NO_CODE = 1005;

/** The client's end of a connection. The venue calls it. */
export interface SocketPeer {
  /** Receives a text frame. */
  message(text: string): void;
  /** Reports that the venue closed, or answered the client's close. Code 1006 is a cut without a close frame. */
  closed(code: number, reason: string): void;
  /** Reports that the venue stopped reading and sending, and leaves the connection open. */
  stalled?(): void;
}

/** The venue's end of a connection. The client calls it. */
export interface SocketConnection {
  /** The number of the connection, counted from 1 in each sandbox. */
  readonly number: number;
  /** Receives a text frame. */
  receive(text: string): void;
  /** Receives a close frame, and answers it with one. */
  close(code?: number, reason?: string): void;
  /** Reports that the connection is lost. */
  drop(): void;
}

/** A venue's sockets, independent of TCP and memory. */
export interface SocketService {
  /** Admits a client. Returns undefined, or the fault with which to refuse the handshake. */
  admit(host: SocketHost, client: string): HandshakeFault | undefined;
  connect(host: SocketHost, peer: SocketPeer, client?: string): SocketConnection;
}
