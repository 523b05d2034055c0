import type { SocketHost } from "../sockets/socket-host.ts";

/** A failure of a stream that a test requests: of one of its frames, or of its handshake. */
export type StreamFault = StreamFaultTarget & StreamFaultEffect;

export interface StreamFaultTarget {
  /** The frames that the fault matches, or the connections for a handshake fault: all of them by default. */
  readonly match?: StreamFaultMatch;
  /** The number of matching frames that fail: 1 by default. */
  readonly times?: number;
  /** The number of matching frames that pass first: 0 by default. */
  readonly skip?: number;
}

export interface StreamFaultMatch {
  readonly host?: SocketHost;
  /** The number of the connection, counted from 1 in each sandbox. */
  readonly connection?: number;
  /** The channel named in the frame ("l2_data", "subscriptions"), or "error" for error frames, which name none. */
  readonly channel?: string;
  /** The frame's number, `sequence_num`, also if the fault keeps the frame from being numbered. */
  readonly frame?: number;
}

export type StreamFaultEffect = FrameFault | HandshakeFault;

export type FrameFault =
  /** The frame is numbered but not sent: the numbers show a gap. */
  | { readonly kind: "drop" }
  /** The frame is neither sent nor numbered: an acknowledgement is missing without a gap. */
  | { readonly kind: "omit" }
  /** The frame is sent twice with the same number. */
  | { readonly kind: "duplicate" }
  /** The frame is sent after the next one. */
  | { readonly kind: "reorder" }
  /** The frame and all that follow arrive `ms` milliseconds later. */
  | { readonly kind: "slow"; readonly ms: number }
  /** From this frame on, the venue sends and reads nothing. The connection stays open. */
  | { readonly kind: "stall" }
  /**
   * The venue closes the connection instead of sending the frame. 1005 sends a close frame without a code, 1006 sends
   * none.
   */
  | { readonly kind: "close"; readonly code?: number; readonly reason?: string }
  /** The connection is reset instead of the frame. */
  | { readonly kind: "reset" }
  /** The first half of the frame is sent: invalid JSON. */
  | { readonly kind: "malformed" }
  /** The frame is sent inside an array: JSON of another type. */
  | { readonly kind: "array" }
  /** The frame carries the given megabytes of padding. */
  | { readonly kind: "oversize"; readonly megabytes: number };

export type HandshakeFault =
  /** The handshake gets another answer than an upgrade: a 429 with Retry-After, a 503. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection stays open and is never upgraded. */
  | { readonly kind: "silent" };

export type FrameFaultKind = FrameFault["kind"];
export type StreamFaultKind = StreamFaultEffect["kind"];

/**
 * True when a venue may close with a code: the RFC 6455 codes that may be sent, the codes for applications, and 1005
 * and 1006, which are never sent.
 */
export function isCloseCode(code: unknown): code is number {
  if (typeof code !== "number" || !Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && code !== 1004) || (code >= 3000 && code <= 4999);
}
