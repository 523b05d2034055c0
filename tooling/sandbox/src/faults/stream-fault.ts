import type { SocketHost } from "../sockets/socket-host.ts";

/** Something that goes wrong with a stream, on request: with one of its frames, or before its first. */
export type StreamFault = StreamFaultTarget & StreamFaultEffect;

export interface StreamFaultTarget {
  /** Which frames, or connections where the fault strikes a handshake; every one when absent. */
  readonly match?: StreamFaultMatch;
  /** How many matching frames it strikes: 1 when absent. */
  readonly times?: number;
  /** How many matching frames pass first: 0 when absent. */
  readonly skip?: number;
}

export interface StreamFaultMatch {
  readonly host?: SocketHost;
  /** The connections of a sandbox count from 1. */
  readonly connection?: number;
  /** The channel that a frame names ("l2_data", "subscriptions"); "error" for the frames of errors, which name none. */
  readonly channel?: string;
  /** The number that a frame has, or would have had: `sequence_num`. */
  readonly frame?: number;
}

export type StreamFaultEffect = FrameFault | HandshakeFault;

export type FrameFault =
  /** Never sent, but numbered: a gap. */
  | { readonly kind: "drop" }
  /** Neither sent nor numbered: an acknowledgement that does not come, without a gap. */
  | { readonly kind: "omit" }
  /** Sent twice, with one number. */
  | { readonly kind: "duplicate" }
  /** Sent behind the next one. */
  | { readonly kind: "reorder" }
  /** It and all that follows come so much later. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Nothing is sent or read from here on, and the connection stays open. */
  | { readonly kind: "stall" }
  /** The venue closes the connection instead; 1005 without a code, 1006 without a word. */
  | { readonly kind: "close"; readonly code?: number; readonly reason?: string }
  /** The connection is reset instead. */
  | { readonly kind: "reset" }
  /** Cut in half: not JSON any more. */
  | { readonly kind: "malformed" }
  /** In an array: JSON, but of another type. */
  | { readonly kind: "array" }
  /** With so many megabytes of padding in it. */
  | { readonly kind: "oversize"; readonly megabytes: number };

export type HandshakeFault =
  /** Any answer but an upgrade: a 429 with Retry-After, a 503. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection stays open and is never upgraded. */
  | { readonly kind: "silent" };

export type FrameFaultKind = FrameFault["kind"];
export type StreamFaultKind = StreamFaultEffect["kind"];

/** Whether a venue may close with a code: those of RFC 6455 that travel, those left to applications, and two that do not travel. */
export function isCloseCode(code: unknown): code is number {
  if (typeof code !== "number" || !Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && code !== 1004) || (code >= 3000 && code <= 4999);
}
