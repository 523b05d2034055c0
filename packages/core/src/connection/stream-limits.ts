/** The bounds of one connection. */
export interface StreamLimits {
  /** From the first attempt to connect until the venue has accepted. */
  readonly handshakeMs: number;
  /** For the signature of a frame, and again for the venue's answer to it. */
  readonly confirmMs: number;
  /** Without any event of a confirmed topic that is not whole. */
  readonly snapshotMs: number;
  /** For a close that is waited for; after it the connection is cut. */
  readonly closeMs: number;
  /** Of one message. */
  readonly messageBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  handshakeMs: 10_000,
  confirmMs: 5_000,
  snapshotMs: 10_000,
  closeMs: 500,
  // The first snapshot of a large book has several megabytes, and they grow.
  messageBytes: 64 * 1024 * 1024,
};
